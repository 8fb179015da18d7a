import { truncate } from '../../util/text/truncate.ts';
import {
  anyOf,
  type Budget,
  inferTypes,
  intersect,
  isBare,
  isOfType,
  type Scalar,
  type SchemaNode,
  TYPES,
  typesOf,
} from './schemaNode.ts';

/** Where in a schema the reading is. */
export interface Place {
  root: unknown;
  /** The references that led here: one that comes again is a recursion. */
  references: readonly string[];
  depth: number;
  maxDepth: number;
  budget: Budget;
}

type Json = Record<string, unknown>;

const MAX_ENUM = 1000;
const NOTE_LENGTH = 160;
const NUMBERS = new Set(['minLength', 'maxLength', 'minimum', 'maximum', 'minItems']);
const EXCLUSIVE = new Map([
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
]);
/** Keywords that hold schemas, and those that mean nothing without them. */
const NESTING = new Set([
  ...['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'items', 'prefixItems', 'additionalItems'],
  ...['properties', 'patternProperties', 'additionalProperties', 'required'],
]);
/** Keywords without a counterpart that a model can follow when it reads them, and the types that they speak of. */
const TOLD = new Map<string, string[]>([
  ...['not', 'if', 'then', 'else', 'examples', 'deprecated'].map((keyword): [string, string[]] => [keyword, []]),
  ...['minProperties', 'maxProperties', 'propertyNames', 'patternProperties', 'dependentRequired'].map(
    (keyword): [string, string[]] => [keyword, ['object']],
  ),
  ...['dependentSchemas', 'dependencies'].map((keyword): [string, string[]] => [keyword, ['object']]),
  ...['contains', 'minContains', 'maxContains', 'uniqueItems'].map((keyword): [string, string[]] => [
    keyword,
    ['array'],
  ]),
  ['contentEncoding', ['string']],
  ['contentMediaType', ['string']],
  ['format', ['string']],
  ['multipleOf', ['number']],
]);
const NUMBER_FORMAT = /^(u?int\d*|float|double|decimal)$/;
/** Patterns that every name matches, as libraries write records. */
const ANY_NAME = new Set(['', '.*', '^.*', '.*$', '^.*$', '^(.*)$']);

/**
 * Any JSON schema (drafts 4 to 2020-12, and OpenAPI's `nullable`) without references, `allOf`, `oneOf`, `const` and the other
 * keywords that the flavour lacks; `false` where nothing is accepted. It accepts what the original accepts, and more where
 * the flavour cannot say it.
 */
export function simplify(raw: unknown, place: Place): SchemaNode | false {
  if (raw === false) return false;
  const whole = asObject(raw);
  if (!whole) return {};
  place.budget.spend();
  const schema = readable(whole, place);
  const own: SchemaNode = {};
  const parts: (SchemaNode | false)[] = [];
  const choices: (SchemaNode | false)[] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'allOf' && Array.isArray(value)) parts.push(...value.map((part) => below(part, place)));
    else if (keyword === '$ref' && typeof value === 'string') parts.push(refer(value, place));
    else if ((keyword === 'anyOf' || keyword === 'oneOf') && Array.isArray(value) && value.length > 0) {
      const choice = choose(value, place);
      choices.push(choice);
      // Only its place among the keys: what stands beside it is combined with it below.
      own.anyOf = choice ? (choice.anyOf ?? []) : [];
    } else readKeyword(own, keyword, value, schema, place);
  }
  const node = combine(own, parts, choices, place.budget);
  return node && schema.nullable === true ? orNull(node) : node;
}

/** What of a schema is to be read: at the deepest level only what holds no schemas, beside a reference of old only words. */
function readable(schema: Json, { root, depth, maxDepth }: Place): Json {
  if (depth >= maxDepth && Object.keys(schema).some((keyword) => NESTING.has(keyword))) {
    const outline = typeof schema.$ref === 'string' ? {} : outlineOf(schema);
    return { ...omit(schema, NESTING), ...outline };
  }
  // Up to draft 7, what stands beside a reference is ignored.
  const old = /draft-0[34567]/.test(String(asObject(root)?.$schema));
  if (!old || typeof schema.$ref !== 'string') return schema;
  const { $ref, title, description } = schema;
  return { $ref, title, description };
}

function omit(schema: Json, keywords: ReadonlySet<string>): Json {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.has(keyword)));
}

/** The type alone, where a schema says it; of a schema that is left out. */
function outlineOf(schema: Json): Json {
  if (schema.type !== undefined) return { type: schema.type };
  if ('anyOf' in schema || 'oneOf' in schema || 'allOf' in schema) return {};
  if (asObject(schema.properties)) return { type: 'object' };
  return 'items' in schema || 'prefixItems' in schema ? { type: 'array' } : {};
}

function below(raw: unknown, place: Place): SchemaNode | false {
  return simplify(raw, { ...place, depth: place.depth + 1 });
}

function choose(schemas: unknown[], place: Place): SchemaNode | false {
  const branches = schemas.map((schema) => below(schema, place)).filter((branch) => branch !== false);
  return branches.length > 0 && { anyOf: branches };
}

function combine(
  own: SchemaNode,
  parts: readonly (SchemaNode | false)[],
  choices: readonly (SchemaNode | false)[],
  budget: Budget,
): SchemaNode | false {
  const { anyOf: placeholder, ...rest } = own;
  const [choice] = choices;
  if (choices.length === 1 && choice && parts.length === 0 && isBare(rest)) return own;
  let node = settle(rest);
  for (const part of [...parts, ...choices]) node = node && part && intersect(node, part, budget);
  return node;
}

/** Values of no listed type can never be given. When that is all of them, the types are what is wrong. */
function settle(node: SchemaNode): SchemaNode | false {
  const types = typesOf(node);
  if (!types || !node.enum) return node;
  const possible = node.enum.filter((value) => types.some((type) => isOfType(value, type)));
  if (possible.length > 0) return { ...node, enum: possible };
  const { type, ...rest } = node;
  return rest;
}

function readKeyword(node: SchemaNode, keyword: string, value: unknown, schema: Json, place: Place): void {
  if (NUMBERS.has(keyword)) {
    if (typeof value === 'number' && !isExclusive(keyword, schema)) Object.assign(node, { [keyword]: value });
    return;
  }
  const bound = EXCLUSIVE.get(keyword);
  if (bound !== undefined) {
    const limit = value === true ? schema[bound] : value;
    if (typeof limit === 'number') Object.assign(node, { [keyword]: limit });
    return;
  }
  switch (keyword) {
    case 'title':
    case 'description':
      if (typeof value === 'string') node[keyword] = value;
      return;
    case 'default':
      node.default = value;
      return;
    case 'pattern':
      if (typeof value === 'string') node.pattern = value;
      return;
    case 'type':
      return readType(node, value);
    case 'enum':
      return Array.isArray(value) ? readValues(node, keyword, value) : undefined;
    case 'const':
      return readValues(node, keyword, [value]);
    case 'items':
    case 'prefixItems':
      return readItems(node, schema, place);
    case 'maxItems':
      return capItems(node, value);
    case 'properties':
      return readProperties(node, value, schema, place);
    case 'required':
      if (Array.isArray(value)) node.required = value.filter((name) => typeof name === 'string');
      return;
    case 'additionalProperties':
      return readRest(node, schema, place);
    case 'patternProperties':
      readRest(node, schema, place);
  }
  const implied = TOLD.get(keyword);
  if (implied) tell(node, keyword, value, implied);
}

/** Whether a draft 4 schema says of this bound, with `true`, that it is the other one. */
function isExclusive(keyword: string, schema: Json): boolean {
  if (keyword === 'minimum') return schema.exclusiveMinimum === true;
  return keyword === 'maximum' && schema.exclusiveMaximum === true;
}

function readType(node: SchemaNode, value: unknown): void {
  const isType = (name: unknown) => name === 'integer' || TYPES.includes(String(name));
  if (typeof value === 'string' && isType(value)) node.type = value;
  if (!Array.isArray(value)) return;
  const types = value.filter(isType).map(String);
  if (types.length > 0) node.type = types;
}

function readValues(node: SchemaNode, keyword: string, values: unknown[]): void {
  const isScalar = (value: unknown): value is Scalar => value === null || typeof value !== 'object';
  if (values.length === 0) return;
  if (!values.every(isScalar) || values.length > MAX_ENUM) {
    const types = values.map((value) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value));
    tell(node, keyword, keyword === 'const' ? values[0] : values, types);
    return;
  }
  const known = node.enum;
  node.enum = known ? known.filter((value) => values.includes(value)) : values;
  // Nothing is in both: what was said first stands.
  if (known && node.enum.length === 0) node.enum = known;
}

function readProperties(node: SchemaNode, value: unknown, schema: Json, place: Place): void {
  const properties = asObject(value);
  if (!properties) return;
  const entries = Object.entries(properties).map(([name, raw]) => [name, below(raw, place)] as const);
  node.properties = Object.fromEntries(entries.filter(([, property]) => property !== false)) as typeof node.properties &
    object;
  // Draft 3 says at the property that it is required.
  const required = entries.filter(([name]) => asObject(properties[name])?.required === true).map(([name]) => name);
  if (required.length > 0 && schema.required === undefined) node.required = required;
}

/** What properties without a schema of their own may hold. A pattern cannot be said, so what it allows is allowed to all. */
function readRest(node: SchemaNode, schema: Json, place: Place): void {
  const patterns = Object.entries(asObject(schema.patternProperties) ?? {});
  const every = patterns.find(([pattern]) => ANY_NAME.has(pattern));
  const rest = every ? every[1] : (schema.additionalProperties ?? true);
  if (typeof rest !== 'boolean' && !asObject(rest)) return;
  if (rest === true) {
    if (schema.additionalProperties === true) node.additionalProperties = true;
    return;
  }
  const allowed = [...(every ? [] : patterns.map(([, raw]) => raw)), rest]
    .map((raw) => below(raw, place))
    .filter((one) => one !== false);
  node.additionalProperties = allowed.length > 0 && anyOf(allowed);
}

/** A tuple becomes a list of what its places hold, since the flavour knows no places. */
function readItems(node: SchemaNode, schema: Json, place: Place): void {
  const { prefixItems, items, additionalItems, maxItems } = schema;
  const tuple = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : undefined;
  imply(node, ['array']);
  if (!tuple) {
    const item = below(items, place);
    if (item === false) capItems(node, 0);
    else if (Object.keys(item).length > 0) node.items = item;
    return;
  }
  const rest = Array.isArray(prefixItems) ? items : additionalItems;
  const full = rest === false || (typeof maxItems === 'number' && maxItems <= tuple.length);
  const held = (full ? tuple : [...tuple, rest]).map((raw) => below(raw, place)).filter((item) => item !== false);
  if (rest === false) capItems(node, tuple.length);
  if (held.length > 0 && !held.some(isBare)) node.items = anyOf(held);
  if (!node.items || node.items.anyOf) tell(node, 'prefixItems', tuple, []);
}

/** The tightest of what `maxItems` and a closed list of items say. */
function capItems(node: SchemaNode, limit: unknown): void {
  if (typeof limit === 'number') node.maxItems = Math.min(limit, node.maxItems ?? limit);
}

function imply(node: SchemaNode, types: readonly string[]): void {
  if (types.length > 0) node.implied = [...new Set([...(node.implied ?? []), ...types])];
}

/** Constraints that can only be told. A `true` of deprecated or uniqueItems says something, a `false` nothing. */
function tell(node: SchemaNode, keyword: string, value: unknown, implied: string[]): void {
  if (value === undefined || value === false) return;
  const numeric = keyword === 'format' && NUMBER_FORMAT.test(String(value));
  imply(node, numeric ? ['number'] : implied);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const note = `${keyword}: ${text.length > NOTE_LENGTH ? `${truncate(text, NOTE_LENGTH)}…` : text}`;
  node.notes = [...new Set([...(node.notes ?? []), note])];
}

/** OpenAPI's `nullable`. */
function orNull(node: SchemaNode): SchemaNode {
  if (node.anyOf) return { ...node, anyOf: [...node.anyOf, { type: 'null' }] };
  const types = typesOf(node) ?? inferTypes(node);
  if (!types || types.includes('null')) return node;
  const values = node.enum && !node.enum.includes(null) ? { enum: [...node.enum, null] } : {};
  return { ...node, type: [...types, 'null'], ...values };
}

/** What a reference stands for. A recursion ends with the type alone, and a reference to elsewhere with anything. */
function refer(reference: string, place: Place): SchemaNode | false {
  const target = find(place.root, reference);
  const name = reference.split('/').at(-1) || reference;
  if (target === undefined) return { notes: [`see: ${reference}`] };
  if (!place.references.includes(reference)) {
    return below(target, { ...place, references: [...place.references, reference] });
  }
  const outline: SchemaNode = { notes: [`again: ${name === '#' ? 'the whole' : name}`] };
  const schema = asObject(target);
  if (schema) readType(outline, outlineOf(schema).type);
  return outline;
}

/** The schema at a JSON pointer, or with this `$id` or `$anchor`. */
function find(root: unknown, reference: string): unknown {
  if (reference === '#') return root;
  if (reference.startsWith('#/')) return follow(root, reference.slice(2).split('/'));
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const schema = asObject(value);
    if (schema && [schema.$id, schema.id, `#${String(schema.$anchor)}`].includes(reference)) return schema;
    if (typeof value === 'object' && value !== null)
      open.push(...Object.values(value).filter((one) => one !== undefined));
  }
  return undefined;
}

function follow(root: unknown, segments: string[]): unknown {
  let value = root;
  for (const segment of segments) {
    const name = decode(segment).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

function decode(segment: string): string {
  return /%(?![\da-f]{2})/i.test(segment) ? segment : decodeURIComponent(segment);
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}
