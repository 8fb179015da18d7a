import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ForeignDefinition, ForeignSource } from '../../agent/events/externalTools.ts';
import { truncate } from '../../util/text/truncate.ts';

/** A tool as its maker describes it. */
export interface ForeignWords {
  /** The name that the model should see, where it can. */
  wanted: string;
  tool: string;
  description: string;
  schema: unknown;
  source: ForeignSource;
}

/** The model's API takes 128 tools in all; a request is paid for with every step. */
export const MAX_TOOLS = 100;
export const MAX_BYTES = 150_000;

const MAX_NAME = 64;
const MAX_DESCRIPTION = 1000;
const MAX_SCHEMA_BYTES = 10_000;

/**
 * Tools from elsewhere as a session offers them: under legal names of their own, within bounds, the first ones where there are too
 * many. Equal tools give equal definitions.
 */
export function externalDefinitions(tools: readonly ForeignWords[], taken: ReadonlySet<string>): ForeignDefinition[] {
  const names = new Set(taken);
  const definitions: ForeignDefinition[] = [];
  let bytes = 0;
  for (const { wanted, tool, description, schema, source } of tools) {
    const name = freeName(wanted, names);
    const parameters = boundedSchema(schema);
    const definition = {
      name,
      description: truncate(readable(description), MAX_DESCRIPTION),
      parameters,
      tool,
      source,
    };
    bytes += Buffer.byteLength(JSON.stringify(definition));
    if (definitions.length === MAX_TOOLS || bytes > MAX_BYTES) break;
    names.add(name);
    definitions.push(definition);
  }
  return definitions;
}

/** Throws where a tool is not described as a definition has it any more: what it says that it does is what the user agreed to. */
export function checkDescribed(
  definition: ForeignDefinition,
  live: Pick<ForeignWords, 'description' | 'schema'>,
): void {
  const { name, description, parameters } = definition;
  const same = truncate(readable(live.description), MAX_DESCRIPTION) === description;
  // As they are after they were kept in a log.
  if (same && isDeepStrictEqual(JSON.parse(JSON.stringify(boundedSchema(live.schema))), parameters)) return;
  throw new Error(
    `${name} was not called: it is described otherwise since the user chose it. They can choose it again with the command "Ask Kimi: Select Tools", for a new session.`,
  );
}

/** A hash tells apart what had to be replaced or cut. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const legal = wanted.replace(/[^a-zA-Z0-9_-]/g, '_');
  if (legal === wanted && legal.length <= MAX_NAME && !taken.has(legal)) return legal;
  for (let count = 0; ; count++) {
    const hash = createHash('sha256').update(`${wanted}\n${count}`).digest('hex').slice(0, 8);
    const name = `${legal.slice(0, MAX_NAME - hash.length - 1)}_${hash}`;
    if (!taken.has(name)) return name;
  }
}

/** Nobody reads characters that are not seen, and a model should not either. */
function readable(text: string): string {
  return text
    .replace(/[^\P{C}\t\n]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What is too large loses its words, and then all that it says. */
function boundedSchema(schema: unknown): Record<string, unknown> {
  const whole = asObject(schema);
  for (const candidate of [whole, asObject(withoutWords(whole, false, 0))]) {
    if (fits(candidate)) return candidate;
  }
  return { type: 'object', description: '(The schema is too large to be shown.)' };
}

function fits(schema: object): boolean {
  try {
    return Buffer.byteLength(JSON.stringify(schema)) <= MAX_SCHEMA_BYTES;
  } catch {
    return false; // nested deeper than can be written
  }
}

function asObject(schema: unknown): Record<string, unknown> {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return { type: 'object' };
  return Object.fromEntries(Object.entries(schema));
}

const WORDS = new Set(['description', 'title', 'examples', 'default', '$comment']);
const MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions']);
const MAX_DEPTH = 50;

/** The keys of a map are names, whatever they are. */
function withoutWords(schema: unknown, isMap: boolean, depth: number): unknown {
  if (typeof schema !== 'object' || schema === null || depth > MAX_DEPTH) return schema;
  if (Array.isArray(schema)) return schema.map((item) => withoutWords(item, false, depth + 1));
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => isMap || !WORDS.has(key))
      .map(([key, value]) => [key, withoutWords(value, !isMap && MAPS.has(key), depth + 1)]),
  );
}
