import { createHash } from 'node:crypto';
import * as z from 'zod';
import { parseJsonc } from './parseJsonc.ts';

/** A server as a folder's `.vscode/mcp.json` has it, with its variables unresolved. */
export interface ServerConfig {
  name: string;
  /** The absolute path of the folder. */
  folder: string;
  spec: ServerSpec;
}

export type ServerSpec =
  | { type: 'stdio'; command: string; args: string[]; env: Record<string, string>; envFile?: string; cwd?: string }
  | { type: 'http'; url: string; headers: Record<string, string> };

/** What the user is asked for when a server starts that uses it. */
export interface ServerInput {
  id: string;
  description: string;
  password: boolean;
  default?: string;
  /** To choose from; without them, anything. */
  options?: string[];
}

export interface ServersFile {
  servers: ServerConfig[];
  inputs: ServerInput[];
  /** What in the file is not understood, by the name of the server where it is of one. */
  faults: { server?: string; fault: string }[];
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z
  .record(z.string(), text.nullable())
  .transform((record) => Object.fromEntries(Object.entries(record).filter((entry) => entry[1] !== null)))
  .pipe(z.record(z.string(), z.string()));

const stdio = z.object({
  type: z.literal('stdio').optional(),
  command: z.string().min(1),
  args: z.array(text).default([]),
  env: texts.default({}),
  envFile: z.string().optional(),
  cwd: z.string().optional(),
});

const http = z.object({ type: z.literal('http').optional(), url: z.string().min(1), headers: texts.default({}) });

const input = z.object({
  id: z.string().min(1),
  type: z.enum(['promptString', 'pickString']).default('promptString'),
  description: z.string().default(''),
  password: z.boolean().default(false),
  default: z.string().optional(),
  options: z.array(z.union([z.string(), z.object({ value: z.string() }).transform(({ value }) => value)])).optional(),
});

const file = z.object({
  servers: z.record(z.string(), z.unknown()).default({}),
  inputs: z.array(z.unknown()).default([]),
});

/** Reads the text of a folder's `.vscode/mcp.json`; never throws. */
export function readServersFile(folder: string, json: string): ServersFile {
  const read: ServersFile = { servers: [], inputs: [], faults: [] };
  const parsed = parse(json);
  if ('fault' in parsed) return { ...read, faults: [parsed] };
  for (const [name, value] of Object.entries(parsed.servers)) {
    const spec = readSpec(value);
    if (typeof spec === 'string') read.faults.push({ server: name, fault: spec });
    else read.servers.push({ name, folder, spec });
  }
  for (const value of parsed.inputs) {
    const { data, error } = input.safeParse(value);
    if (!data) read.faults.push({ fault: `inputs: ${z.prettifyError(error)}` });
    else {
      const { type, options, default: preset, ...rest } = data;
      const choices = type === 'pickString' && options ? { options } : {};
      read.inputs.push({ ...rest, ...(preset === undefined ? {} : { default: preset }), ...choices });
    }
  }
  return read;
}

function parse(json: string): z.infer<typeof file> | { fault: string } {
  if (json.trim() === '') return { servers: {}, inputs: [] };
  try {
    const { data, error } = file.safeParse(parseJsonc(json));
    return data ?? { fault: z.prettifyError(error) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

function readSpec(value: unknown): ServerSpec | string {
  if (typeof value !== 'object' || value === null) return 'not an object';
  if ('type' in value && value.type === 'sse') return 'type "sse" is of an older protocol: use "http"';
  if ('url' in value) {
    const { data, error } = http.safeParse(value);
    return data ? { type: 'http', url: data.url, headers: data.headers } : z.prettifyError(error);
  }
  const { data, error } = stdio.safeParse(value);
  if (!data) return z.prettifyError(error);
  const { command, args, env, envFile, cwd } = data;
  return {
    type: 'stdio',
    command,
    args,
    env,
    ...(envFile === undefined ? {} : { envFile }),
    ...(cwd === undefined ? {} : { cwd }),
  };
}

/** Everything that decides what is started, or connected to: consent is to this alone. */
export function specHash({ folder, name, spec }: ServerConfig): string {
  const { type, ...rest } = spec;
  const entries = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([folder, name, type, entries]))
    .digest('hex');
}
