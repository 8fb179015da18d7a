import { homedir } from 'node:os';
import path from 'node:path';
import type { ServerLaunch } from '../../../agent/events/externalTools.ts';
import { redactSecrets } from '../../../util/secrets/redactSecrets.ts';
import type { ServerConfig } from './serverConfig.ts';
import { describeProblem, ServerError, type ServerProblem } from './serverError.ts';

/** A server as it is reached, with all variables resolved. */
export type Target =
  | { type: 'process'; command: string; args: string[]; cwd: string; env: NodeJS.ProcessEnv }
  | { type: 'http'; url: string; headers: Record<string, string> };

export interface Values {
  /** Without what no server may see. */
  environment: NodeJS.ProcessEnv;
  /** What the user entered, by the ids of inputs. */
  inputs: ReadonlyMap<string, string>;
  /** The text of an `envFile`; undefined where there is none. */
  readFile(path: string): Promise<string | undefined>;
}

/** What the user agrees to: folders are filled in, and what could be secret stays a variable. */
export function shownLaunch(config: ServerConfig): ServerLaunch {
  const fill = (text: string) => replaceVariables(text, (name) => placeOf(name, config.folder) ?? `\${${name}}`);
  const { spec } = config;
  if (spec.type === 'http')
    return { type: 'http', url: fill(spec.url), headers: Object.entries(spec.headers).map(shownHeader) };
  const environment = Object.entries(spec.env).map(([name, value]) => redactSecrets(`${name}=${fill(value)}`));
  return {
    type: 'process',
    command: fill(spec.command),
    args: spec.args.map(fill),
    cwd: cwdOf(config, fill),
    environment: [...environment, ...(spec.envFile === undefined ? [] : [fill(spec.envFile)])],
  };
}

/** Its name, and what of this machine goes along in it. */
function shownHeader([name, value]: [string, string]): string {
  const variables = value.match(/\$\{[^{}]+\}/g) ?? [];
  return variables.length === 0 ? name : `${name}: ${[...new Set(variables)].join(' ')}`;
}

/** The ids of the inputs that a server uses. */
export function inputsOf({ spec }: ServerConfig): Set<string> {
  return new Set([...JSON.stringify(spec).matchAll(/\$\{input:([^{}"\\]+)\}/g)].map((match) => match[1] ?? ''));
}

/** Throws an Error, with what to do, where a variable is none that is known here. */
export async function resolveLaunch(config: ServerConfig, values: Values): Promise<Target> {
  const { spec } = config;
  const fill = (text: string) => replaceVariables(text, (name) => resolveVariable(name, config, values));
  const fillAll = (record: Record<string, string>) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, fill(value)]));
  if (spec.type === 'http')
    return { type: 'http', url: checkUrl(fill(spec.url), config), headers: fillAll(spec.headers) };
  const fromFile = spec.envFile === undefined ? {} : await readEnv(fill(spec.envFile), config, values);
  return {
    type: 'process',
    command: fill(spec.command),
    args: spec.args.map(fill),
    cwd: cwdOf(config, fill),
    env: { ...values.environment, ...fromFile, ...fillAll(spec.env) },
  };
}

function cwdOf({ spec, folder }: ServerConfig, fill: (text: string) => string): string {
  return path.resolve(folder, spec.type === 'stdio' && spec.cwd !== undefined ? fill(spec.cwd) : '.');
}

/** Once: what a value brings is no variable. */
function replaceVariables(text: string, value: (name: string) => string): string {
  return text.replace(/\$\{([^{}]+)\}/g, (_, name: string) => value(name));
}

function placeOf(name: string, folder: string): string | undefined {
  switch (name) {
    case 'workspaceFolder':
    case 'cwd':
      return folder;
    case 'workspaceFolderBasename':
      return path.basename(folder);
    case 'userHome':
      return homedir();
    case 'pathSeparator':
    case '/':
      return path.sep;
    default:
      return undefined;
  }
}

function resolveVariable(name: string, config: ServerConfig, { environment, inputs }: Values): string {
  const place = placeOf(name, config.folder);
  if (place !== undefined) return place;
  const [, kind, key = ''] = /^(env|input):(.*)$/.exec(name) ?? [];
  const value = kind === 'input' ? inputs.get(key) : kind === 'env' ? (environment[key] ?? '') : undefined;
  if (value !== undefined) return value;
  throw launchError(config, kind === 'input' ? { type: 'input', name: key } : { type: 'variable', name });
}

/** Why a server cannot be reached as it is configured. */
export function launchError({ name }: ServerConfig, problem: ServerProblem): ServerError {
  return new ServerError(name, `The tool server "${name}" could not be started: ${describeProblem(problem)}.`, problem);
}

/** Keys and what the model sends go over TLS, or stay on this machine. */
function checkUrl(url: string, config: ServerConfig): string {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && loopback)) return url;
  throw launchError(config, { type: 'address' });
}

/** Variables that say what else a program runs, or finds under the names that it knows. */
const RULES =
  /^(?:PATH|PATHEXT|COMSPEC|SHELL|ENV|IFS|LD_\w+|DYLD_\w+|BASH_\w+|NODE_(?:OPTIONS|PATH|EXTRA_CA_CERTS)|npm_config_\w+|PYTHON\w+|PERL5?\w*|RUBY\w+|GEM_\w+|BUNDLE_\w+|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|DOTNET_\w+|CORECLR_\w+|COR_\w+|DENO_\w+|BUN_\w+|UV_\w+|PIP_\w+|GIT_\w+)$/i;

/**
 * Lines such as `NAME=value`, as in a `.env` file. What the user agreed to is the file's name, and a repository can change what
 * is in it, so nothing in it may say what runs.
 */
async function readEnv(file: string, config: ServerConfig, { readFile }: Values): Promise<Record<string, string>> {
  const text = await readFile(file);
  if (text === undefined) throw launchError(config, { type: 'noFile', file });
  const variables: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name, written = ''] = /^(?:export\s+)?([\w.-]+)\s*=(.*)$/.exec(line.trim()) ?? [];
    const value = written.trim();
    const [, , inner] = /^(["'])(.*)\1$/.exec(value) ?? [];
    if (name === undefined) continue;
    if (RULES.test(name)) throw launchError(config, { type: 'rules', file, name });
    variables[name] = inner ?? value;
  }
  return variables;
}
