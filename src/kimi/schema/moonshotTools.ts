import { createHash } from 'node:crypto';
import type { ToolDefinition } from '../../agent/contracts/model.ts';
import { moonshotSchema } from './moonshotSchema.ts';

/** As older servers take it, which is the narrower rule: 3 to 64 characters, a letter first (Moonshot's API description). */
const LEGAL_NAME = /^[a-zA-Z][a-zA-Z0-9_-]{2,63}$/;
const MAX_NAME = 64;
const MAX_TOOLS = 128;

export interface MoonshotTools {
  /** At most 128, the first ones; a second one of a name is left out. */
  definitions: ToolDefinition[];
  /** What the names that are sent stand for. */
  names: Map<string, string>;
}

/** Tools of any origin as Moonshot takes them. Equal tools give equal bytes. */
export function moonshotTools(tools: readonly ToolDefinition[]): MoonshotTools {
  const definitions: ToolDefinition[] = [];
  const names = new Map<string, string>();
  for (const { name, description, parameters } of tools) {
    const sent = sentName(name);
    if (names.has(sent) || definitions.length === MAX_TOOLS) continue;
    names.set(sent, name);
    definitions.push({ name: sent, description, parameters: schemaOf(parameters) });
  }
  return { definitions, names };
}

/** Every step sends the same tools, and reading all of their schemas takes as long as a step may. */
const known = new WeakMap<ToolDefinition['parameters'], ToolDefinition['parameters']>();

function schemaOf(parameters: ToolDefinition['parameters']): ToolDefinition['parameters'] {
  const schema = known.get(parameters) ?? moonshotSchema(parameters);
  known.set(parameters, schema);
  return schema;
}

/**
 * The name under which a tool is sent. It depends on nothing but the tool's own name, so that calls of tools that are gone
 * are replayed as they were; a hash keeps names apart that differ in what had to be replaced.
 */
export function sentName(name: string): string {
  if (LEGAL_NAME.test(name)) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  const legal = name.replace(/[^a-zA-Z0-9_-]+/g, '_').replace(/^[^a-zA-Z]+/, '');
  return `${(legal || 'tool').slice(0, MAX_NAME - hash.length - 1)}_${hash}`;
}
