import { homedir } from 'node:os';
import path from 'node:path';
import type { ServerLaunch } from '../../agent/foreign.ts';
import { redactSecrets } from '../../agent/redactSecrets.ts';
import type { ServerConfig } from './serverConfig.ts';

/** A server as it is reached, with all variables resolved. */
export type Target =
  | { type: 'process'; command: string; args: string[]; cwd: string; env: NodeJS.ProcessEnv }
  | { type: 'http'; url: string; headers: Record<string, string> };

export interface Values {
  /** Without what no server may see. */
  environment: NodeJS.ProcessEnv;
  /** What the person entered, by the ids of inputs. */
  inputs: ReadonlyMap<string, string>;
  /** The text of an `envFile`. */
  readFile(path: string): Promise<string>;
}

const MAX_SHOWN_VALUE = 200;

/** What the person agrees to: folders are filled in, and what could be secret stays a variable. */
export function shownLaunch(config: ServerConfig): ServerLaunch {
  const fill = (text: string) => replaceVariables(text, (name) => placeOf(name, config.folder) ?? `\${${name}}`);
  const { spec } = config;
  if (spec.type === 'http') return { type: 'http', url: fill(spec.url), headers: Object.keys(spec.headers) };
  const environment = Object.entries(spec.env).map(([name, value]) => shownVariable(name, fill(value)));
  return {
    type: 'process',
    command: fill(spec.command),
    args: spec.args.map(fill),
    cwd: cwdOf(config, fill),
    environment: [...environment, ...(spec.envFile === undefined ? [] : [fill(spec.envFile)])],
  };
}

function shownVariable(name: string, value: string): string {
  const line = redactSecrets(`${name}=${value}`);
  return line.length > MAX_SHOWN_VALUE ? `${line.slice(0, MAX_SHOWN_VALUE)}…` : line;
}

/** The ids of the inputs that a server uses. */
export function inputsOf({ spec }: ServerConfig): Set<string> {
  return new Set([...JSON.stringify(spec).matchAll(/\$\{input:([^}"\\]+)\}/g)].map((match) => match[1] ?? ''));
}

/** Throws an Error, with what to do, where a variable is none that is known here. */
export async function resolveLaunch(config: ServerConfig, values: Values): Promise<Target> {
  const { spec } = config;
  const fill = (text: string) => replaceVariables(text, (name) => resolveVariable(name, config, values));
  const fillAll = (record: Record<string, string>) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, fill(value)]));
  if (spec.type === 'http') return { type: 'http', url: checkUrl(fill(spec.url)), headers: fillAll(spec.headers) };
  const fromFile = spec.envFile === undefined ? {} : readEnv(await values.readFile(fill(spec.envFile)));
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
  return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => value(name));
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
  if (kind === 'input')
    throw new Error(`.vscode/mcp.json has no input "${key}", which its server "${config.name}" uses.`);
  throw new Error(
    `The server "${config.name}" uses \${${name}} in .vscode/mcp.json. Known here are \${workspaceFolder}, ` +
      `\${workspaceFolderBasename}, \${userHome}, \${pathSeparator}, \${env:NAME} and \${input:id}.`,
  );
}

/** Keys and what the model sends go over TLS, or stay on this machine. */
function checkUrl(url: string): string {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && loopback)) return url;
  throw new Error(
    'The address of a server in .vscode/mcp.json must begin with https://, or with http:// on this machine.',
  );
}

/** Lines such as `NAME=value`, as in a `.env` file. */
function readEnv(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name, value = ''] = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    const [, , inner] = /^(["'])(.*)\1$/.exec(value) ?? [];
    if (name !== undefined) variables[name] = inner ?? value;
  }
  return variables;
}
