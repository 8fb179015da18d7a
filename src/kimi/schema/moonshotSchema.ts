import { truncate } from '../../util/text/truncate.ts';
import { anyOf, Budget, inferTypes, type SchemaNode, SchemaTooLarge, TYPES, typesOf } from './schemaNode.ts';
import { simplify } from './simplifySchema.ts';

/** The limits of Moonshot's validator (MoonshotAI/walle). */
const MAX_BYTES = 120_000;
const MAX_PROPERTIES = 3000;
const MAX_ENUM = 1000;

/** What is given up, step by step, of a schema that is too large: levels first, and words last. */
const RUNGS = [...[30, 12, 8, 6, 5, 4, 3, 2, 1].map((depth) => ({ depth })), { depth: 1, words: 200 }];

type Json = Record<string, unknown>;

/**
 * Any JSON schema of a tool's arguments in Moonshot's flavour: an object at the root, a type on every schema (never beside
 * `anyOf`), no references, and none of the keywords that its validator refuses. Equal schemas give equal bytes, and one that
 * is in the flavour already is returned as it is.
 *
 * What the original accepts the result accepts too, and more where the flavour cannot say it; a constraint that is lost so is
 * told in the description. Two things are taken as they are meant, and not as the standard reads them: keywords of one type
 * without a `type` mean values of that type, and at the root a property that only some alternatives name is what they say.
 */
export function moonshotSchema(schema: unknown): Json {
  for (const rung of RUNGS) {
    const result = attempt(schema, rung);
    if (result) return result;
  }
  return { type: 'object', description: '(The schema is too large to be shown.)' };
}

/** Undefined when the result is too large. */
function attempt(
  schema: unknown,
  { depth, words = Number.POSITIVE_INFINITY }: { depth: number; words?: number },
): Json | undefined {
  try {
    const place = { root: schema, references: [], depth: 0, maxDepth: depth, budget: new Budget() };
    const result = finish(objectOf(simplify(schema, place) || {}), words);
    const fits = Buffer.byteLength(JSON.stringify(result)) <= MAX_BYTES && countProperties(result) <= MAX_PROPERTIES;
    return fits ? result : undefined;
  } catch (error) {
    if (error instanceof SchemaTooLarge) return undefined;
    throw error;
  }
}

/** The objects among what a schema accepts, as one schema without alternatives. */
function objectOf(node: SchemaNode): SchemaNode {
  if (node.anyOf) return unionOf(node, node.anyOf);
  const types = typesOf(node);
  if (!types || types.includes('object')) {
    return types?.length === 1 ? node : { type: 'object', ...omit(node, ['type', 'enum']) };
  }
  return { type: 'object', ...(node.description === undefined ? {} : { description: node.description }) };
}

function unionOf({ anyOf: _, ...words }: SchemaNode, alternatives: SchemaNode[]): SchemaNode {
  const objects = alternatives
    .filter((one) => one.anyOf || (typesOf(one) ?? ['object']).includes('object'))
    .map(objectOf);
  const names = [...new Set(objects.flatMap((one) => Object.keys(one.properties ?? {})))];
  const variants = names.map((name) => [name, objects.flatMap((one) => own(one, name))] as const);
  const required = objects.map((one) => one.required ?? []);
  const shared = required[0]?.filter((name) => required.every((list) => list.includes(name))) ?? [];
  const closed = objects.length > 0 && objects.every((one) => one.additionalProperties === false);
  const combinations = [...new Set(required.map((list) => list.join(', ')))];
  const notes = combinations.length > 1 ? [`required: ${combinations.map((list) => list || 'none').join(' | ')}`] : [];
  return {
    type: 'object',
    ...words,
    properties: Object.fromEntries(variants.map(([name, nodes]) => [name, either(nodes)])),
    ...(shared.length > 0 ? { required: shared } : {}),
    ...(closed ? { additionalProperties: false } : {}),
    notes: [...(words.notes ?? []), ...notes],
  };
}

function own({ properties }: SchemaNode, name: string): SchemaNode[] {
  const property = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return property ? [property] : [];
}

/** Alternatives for one property. The values that tell alternatives apart become one list. */
function either(nodes: readonly SchemaNode[]): SchemaNode {
  const values = new Set(nodes.flatMap((node) => node.enum ?? []));
  const types = new Set(nodes.map((node) => JSON.stringify(omit(node, ['enum']))));
  const [first] = nodes;
  const isList = first !== undefined && types.size === 1 && nodes.every((node) => node.enum) && values.size <= MAX_ENUM;
  return isList ? { ...first, enum: [...values] } : anyOf(nodes);
}

function omit(node: SchemaNode, keys: readonly string[]): SchemaNode {
  return Object.fromEntries(Object.entries(node).filter(([key]) => !keys.includes(key)));
}

/** Fills in the types that are missing, defines what is required, and says what was lost. */
function finish(node: SchemaNode, words: number): Json {
  const { notes, implied, ...schema } = defineRequired(node);
  const types = inferTypes(node) ?? TYPES;
  const typed: SchemaNode =
    node.anyOf || node.type ? schema : { type: types.length === 1 ? types.join() : types, ...schema };
  const text = describe(node, words);
  if (text !== undefined) typed.description = text;
  return Object.fromEntries(Object.entries(typed).map(([key, value]) => [key, finishValue(key, value, words)]));
}

function finishValue(key: string, value: unknown, words: number): unknown {
  switch (key) {
    case 'items':
      return finish(value as SchemaNode, words);
    case 'anyOf':
      return (value as SchemaNode[]).map((branch) => finish(branch, words));
    case 'properties':
      return Object.fromEntries(
        Object.entries(value as Record<string, SchemaNode>).map(([name, property]) => [name, finish(property, words)]),
      );
    case 'additionalProperties': {
      const isOpen = typeof value === 'boolean' || Object.keys(value as SchemaNode).length === 0;
      return isOpen ? value : finish(value as SchemaNode, words);
    }
    default:
      return value;
  }
}

/** The validator refuses to require what `properties` does not define. */
function defineRequired(node: SchemaNode): SchemaNode {
  const { required, properties = {}, additionalProperties: rest = true } = node;
  const missing = required?.filter((name) => !Object.hasOwn(properties, name)) ?? [];
  if (missing.length === 0) return node;
  if (rest === false) return { ...node, required: required?.filter((name) => !missing.includes(name)) ?? [] };
  const added = missing.map((name): [string, SchemaNode] => [name, rest === true ? {} : rest]);
  return { ...node, properties: Object.fromEntries([...Object.entries(properties), ...added]) };
}

function describe({ description, notes = [] }: SchemaNode, words: number): string | undefined {
  if (description === undefined && notes.length === 0) return undefined;
  const text = [description ?? '', ...notes.map((note) => `(${note})`)].filter(Boolean).join(' ');
  return text.length > words ? `${truncate(text, words)}…` : text;
}

function countProperties(schema: unknown): number {
  if (typeof schema !== 'object' || schema === null) return 0;
  const properties = Reflect.get(schema, 'properties') as object | undefined;
  const children = Object.values(schema).reduce((sum: number, child) => sum + countProperties(child), 0);
  return children + (properties ? Object.keys(properties).length : 0);
}
