import * as z from 'zod';
import type { ToolDefinition } from './contracts/model.ts';
import type { Tool } from './contracts/tool.ts';

type Described = Pick<Tool, 'name' | 'description' | 'schema' | 'parameters'>;

/** A tool's definition never changes, and making one takes a millisecond. */
const made = new WeakMap<Described, ToolDefinition>();

/**
 * What the model is told of a tool. Equal tools give equal bytes, so that the provider's prefix cache holds.
 *
 * The schema is in Moonshot's flavour: an object at the root, a type on every property, and none of the keywords that its
 * validator refuses (MoonshotAI/walle): `$schema`, `const`, `oneOf`, `format`.
 */
export function toolDefinition(tool: Described): ToolDefinition {
  const known = made.get(tool);
  if (known) return known;
  const definition = define(tool);
  made.set(tool, definition);
  return definition;
}

function define(tool: Described): ToolDefinition {
  if (tool.parameters) return { name: tool.name, description: tool.description, parameters: tool.parameters };
  const { $schema, ...parameters } = z.toJSONSchema(tool.schema, { io: 'input', override: toMoonshot });
  if (parameters.type !== 'object') throw new Error(`The arguments of ${tool.name} must be an object.`);
  return { name: tool.name, description: tool.description, parameters };
}

function toMoonshot({ jsonSchema: schema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete schema.format;
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.const !== undefined) {
    schema.enum = [schema.const];
    delete schema.const;
  }
  if (schema.oneOf) {
    schema.anyOf = schema.oneOf;
    delete schema.oneOf;
  }
}
