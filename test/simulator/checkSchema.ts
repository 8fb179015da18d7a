import { asObject, firstProblem, type Json } from './json.ts';

/** Limits and wordings of Moonshot-flavoured JSON schema are those of Moonshot's own validator (MoonshotAI/walle). */
const MAX_BYTES = 120_000;
const MAX_DEPTH = 30;
const MAX_PROPERTIES = 3000;
const MAX_ENUM = 1000;

const TYPES = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'];
const SUPPORTED = new Set(
  [
    ['type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'anyOf', '$ref', '$defs', '$id'],
    ['description', 'title', 'default', 'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems'],
    ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ].flat(),
);

interface Walk {
  definitions: Json;
  properties: number;
}

/** What is wrong with the parameters of a tool, as `At path '…': …`, or nothing. */
export function checkSchema(root: unknown): string | undefined {
  const schema = asObject(root);
  if (!schema) return at('', 'schema must be a dict');
  if (Buffer.byteLength(JSON.stringify(schema)) > MAX_BYTES) return at('', 'schema exceeds maximum allowed size');
  return (
    checkNode(schema, '', 0, { definitions: asObject(schema.$defs) ?? {}, properties: 0 }) ??
    (schema.type === 'object' ? undefined : at('', 'type must be object'))
  );
}

function at(path: string, problem: string): string {
  return `At path '${path || 'root'}': ${problem}`;
}

function join(path: string, ...parts: string[]): string {
  return [path, ...parts].filter(Boolean).join('.');
}

function checkNode(node: unknown, path: string, depth: number, walk: Walk): string | undefined {
  const schema = asObject(node);
  if (!schema) return at(path, 'schema must be an object');
  if (depth > MAX_DEPTH) return at(path, `schema depth exceeds maximum limit of ${MAX_DEPTH}`);
  const unsupported = Object.keys(schema).filter((keyword) => !SUPPORTED.has(keyword));
  if (unsupported.length > 0) return at(path, `unsupported keywords: ${unsupported.join(', ')}`);
  if ('$defs' in schema && path !== '') return at(path, 'keyword $defs must be at root level');
  return (
    checkType(schema, path, walk) ??
    checkEnum(schema, path) ??
    checkRequired(schema, path) ??
    checkChildren(schema, path, depth, walk)
  );
}

/** Every schema says its type itself, or leaves it to the branches of anyOf or to the definition it refers to, never both. */
function checkType(schema: Json, path: string, walk: Walk): string | undefined {
  const hasType = 'type' in schema;
  if ('anyOf' in schema) {
    if (!Array.isArray(schema.anyOf) || schema.anyOf.length === 0) return at(path, 'anyOf must be an array');
    return hasType
      ? at(path, 'when using anyOf, type should be defined in anyOf items instead of the parent schema')
      : undefined;
  }
  if ('$ref' in schema) {
    return hasType
      ? at(path, 'when using $ref, type should be defined in the referenced schema instead of the parent schema')
      : checkReference(schema.$ref, join(path, '$ref'), walk);
  }
  if (!hasType) return at(path, 'type is not defined');
  const types = typesOf(schema);
  return types.length > 0 && types.every((type) => TYPES.includes(type)) ? undefined : at(path, 'invalid type');
}

function typesOf(schema: Json): string[] {
  const type = schema.type;
  return (Array.isArray(type) ? type : [type]).map(String);
}

function checkReference(reference: unknown, path: string, walk: Walk): string | undefined {
  if (typeof reference !== 'string') return at(path, '$ref must be a string');
  const prefix = '#/$defs/';
  if (!reference.startsWith(prefix)) return at(path, `references must start with ${prefix}`);
  return Object.hasOwn(walk.definitions, reference.slice(prefix.length))
    ? undefined
    : at(path, `$defs not found for reference: ${reference}`);
}

function checkEnum(schema: Json, path: string): string | undefined {
  if (!('enum' in schema)) return undefined;
  const values = schema.enum;
  const here = join(path, 'enum');
  if (!Array.isArray(values)) return at(here, 'enum must be an array');
  if (values.length === 0) return at(here, 'enum array cannot be empty');
  if (values.length > MAX_ENUM) return at(here, `enum array cannot have more than ${MAX_ENUM} items`);
  const types = typesOf(schema);
  const stranger = values.find((value) => !types.some((type) => isOfType(value, type)));
  return stranger === undefined
    ? undefined
    : at(here, `enum value (${String(stranger)}) does not match any type in [${types.join(' ')}]`);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'null') return value === null;
  return typeof value === type && value !== null;
}

function checkRequired(schema: Json, path: string): string | undefined {
  if (!('required' in schema)) return undefined;
  const required = schema.required;
  const here = join(path, 'required');
  if (!Array.isArray(required)) return at(here, 'required must be an array');
  const properties = asObject(schema.properties) ?? {};
  const missing = required.find((name) => !Object.hasOwn(properties, String(name)));
  return missing === undefined ? undefined : at(here, `required property '${missing}' is not defined in properties`);
}

function checkChildren(schema: Json, path: string, depth: number, walk: Walk): string | undefined {
  for (const keyword of ['properties', '$defs']) {
    if (!(keyword in schema)) continue;
    const children = asObject(schema[keyword]);
    if (!children) return at(join(path, keyword), `${keyword} must be an object`);
    const names = Object.keys(children);
    walk.properties += keyword === 'properties' ? names.length : 0;
    if (walk.properties > MAX_PROPERTIES) {
      return at(
        path,
        `total number of properties keys(${walk.properties}) across all objects exceeds maximum limit of ${MAX_PROPERTIES}`,
      );
    }
    const problem = firstProblem(names, (name) =>
      checkNode(children[name], join(path, keyword, name), depth + 1, walk),
    );
    if (problem) return problem;
  }
  return (
    checkItems(schema, path, depth, walk) ??
    firstProblem(Array.isArray(schema.anyOf) ? schema.anyOf : [], (branch) =>
      checkNode(branch, join(path, 'anyOf'), depth, walk),
    )
  );
}

function checkItems(schema: Json, path: string, depth: number, walk: Walk): string | undefined {
  if ('items' in schema) {
    const problem = checkNode(schema.items, join(path, 'items'), depth, walk);
    if (problem) return problem;
  }
  const rest = schema.additionalProperties;
  if (rest === undefined || typeof rest === 'boolean') return undefined;
  const here = join(path, 'additionalProperties');
  const restSchema = asObject(rest);
  if (!restSchema) return at(here, 'additionalProperties must be a boolean or an object');
  return Object.keys(restSchema).length === 0 ? undefined : checkNode(restSchema, here, depth, walk);
}
