/** A value that Moonshot's validator takes in an `enum`: it refuses arrays there, and objects mean nothing to a model. */
export type Scalar = string | number | boolean | null;

/**
 * A schema made of Moonshot-flavoured keywords only, in which types may still be missing. One with `anyOf` has nothing beside
 * it but what describes it.
 */
export interface SchemaNode {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  enum?: Scalar[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  items?: SchemaNode;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  additionalProperties?: boolean | SchemaNode;
  anyOf?: SchemaNode[];
  /** Constraints that the flavour has no keyword for, to be told in the description. */
  notes?: string[];
  /** Types that dropped keywords speak of. */
  implied?: string[];
}

export const TYPES = ['null', 'boolean', 'object', 'array', 'number', 'string'];

const DESCRIBING = ['title', 'description', 'default', 'notes', 'implied'] as const;
const LOWER_BOUNDS = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems'] as const;
const UPPER_BOUNDS = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems'] as const;

export class SchemaTooLarge extends Error {}

/** Bounds the work on schemas whose references multiply each other. */
export class Budget {
  private left = 20_000;

  /** Throws SchemaTooLarge. */
  spend(): void {
    this.left -= 1;
    if (this.left < 0) throw new SchemaTooLarge();
  }
}

/** What accepts all that both accept, and little else; `false` where nothing does. `a` describes it before `b`. */
export function intersect(a: SchemaNode, b: SchemaNode, budget: Budget): SchemaNode | false {
  budget.spend();
  if (!a.anyOf && !b.anyOf) return intersectPlain(a, b, budget);
  const branches = alternativesOf(a)
    .flatMap((one) => alternativesOf(b).map((other) => intersect(one, other, budget)))
    .filter((branch) => branch !== false);
  const [only, ...others] = branches;
  if (!only) return false;
  const description = merged(describing(a), describing(b));
  return others.length === 0 && !only.anyOf ? { ...merged(description, only) } : { ...description, anyOf: branches };
}

/** Whether nothing but descriptions stands in it. */
export function isBare(node: SchemaNode): boolean {
  return Object.keys(node).every((key) => (DESCRIBING as readonly string[]).includes(key));
}

export function typesOf({ type }: SchemaNode): string[] | undefined {
  return type === undefined ? undefined : [type].flat();
}

/** The types that a schema without any speaks of; undefined when of none. */
export function inferTypes(node: SchemaNode): string[] | undefined {
  if (node.enum) return typesOfValues(node.enum);
  const types = new Set(node.implied);
  if (node.properties || node.required || node.additionalProperties !== undefined) types.add('object');
  if (node.items || node.minItems !== undefined || node.maxItems !== undefined) types.add('array');
  if (node.pattern !== undefined || node.minLength !== undefined || node.maxLength !== undefined) types.add('string');
  const bounds = [node.minimum, node.maximum, node.exclusiveMinimum, node.exclusiveMaximum];
  if (bounds.some((bound) => bound !== undefined)) types.add('number');
  return types.size === 0 ? undefined : [...types];
}

export function isOfType(value: Scalar, type: string): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'null') return value === null;
  return typeof value === type && value !== null;
}

/** Nodes that are not the same, in order. */
export function distinct(nodes: readonly SchemaNode[]): SchemaNode[] {
  return [...new Map(nodes.map((node) => [JSON.stringify(node), node])).values()];
}

export function anyOf(nodes: readonly SchemaNode[]): SchemaNode {
  const [only, ...others] = distinct(nodes);
  return only && others.length === 0 ? only : { anyOf: distinct(nodes) };
}

function typesOfValues(values: readonly Scalar[]): string[] {
  const types = new Set(values.map((value) => (value === null ? 'null' : typeof value)));
  const integers = values.every((value) => typeof value !== 'number' || Number.isInteger(value));
  return [...types].map((type) => (type === 'number' && integers ? 'integer' : type));
}

function alternativesOf(node: SchemaNode): SchemaNode[] {
  return node.anyOf ?? [constraints(node)];
}

function describing(node: SchemaNode): SchemaNode {
  return pick(node, (key) => (DESCRIBING as readonly string[]).includes(key));
}

function constraints(node: SchemaNode): SchemaNode {
  return pick(node, (key) => !(DESCRIBING as readonly string[]).includes(key) || key === 'implied');
}

function pick(node: SchemaNode, wanted: (key: string) => boolean): SchemaNode {
  return Object.fromEntries(Object.entries(node).filter(([key]) => wanted(key)));
}

/** Keys of both, those of `a` first; where both have one, that of `a`. */
function merged(a: SchemaNode, b: SchemaNode): SchemaNode {
  const node: SchemaNode = { ...a };
  for (const [key, value] of Object.entries(b)) if (!Object.hasOwn(node, key)) Object.assign(node, { [key]: value });
  if (a.notes && b.notes) node.notes = [...new Set([...a.notes, ...b.notes])];
  if (a.implied && b.implied) node.implied = [...new Set([...a.implied, ...b.implied])];
  return node;
}

function intersectPlain(a: SchemaNode, b: SchemaNode, budget: Budget): SchemaNode | false {
  const node = merged(a, b);
  for (const bound of LOWER_BOUNDS) setBound(node, bound, Math.max, a[bound], b[bound]);
  for (const bound of UPPER_BOUNDS) setBound(node, bound, Math.min, a[bound], b[bound]);
  if (a.pattern !== undefined && b.pattern !== undefined && a.pattern !== b.pattern) {
    node.notes = [...(node.notes ?? []), `pattern: ${b.pattern}`];
  }
  if (!intersectTypes(node, a, b) || !intersectEnums(node, a, b)) return false;
  const both = intersectObjects(node, a, b, budget) ? node : withoutObjects(node);
  if (both) intersectItems(both, a, b, budget);
  return both;
}

/** What is left when no object is accepted: values of the other types, of which object keywords say nothing. */
function withoutObjects({ properties, required, additionalProperties, ...node }: SchemaNode): SchemaNode | false {
  const [only, ...others] = (typesOf(node) ?? []).filter((type) => type !== 'object');
  return only !== undefined && { ...node, type: others.length === 0 ? only : [only, ...others] };
}

function setBound(
  node: SchemaNode,
  bound: (typeof LOWER_BOUNDS)[number] | (typeof UPPER_BOUNDS)[number],
  tightest: (...bounds: number[]) => number,
  a: number | undefined,
  b: number | undefined,
): void {
  if (a !== undefined && b !== undefined) node[bound] = tightest(a, b);
}

/** False where no type is left. */
function intersectTypes(node: SchemaNode, a: SchemaNode, b: SchemaNode): boolean {
  const [first, second] = [typesOf(a), typesOf(b)];
  if (!first || !second) return true;
  const both = new Set(first.flatMap((one) => second.flatMap((other) => commonType(one, other))));
  const [only, ...others] = both;
  if (only === undefined) return false;
  node.type = others.length === 0 ? only : [...both];
  return true;
}

function commonType(a: string, b: string): string[] {
  if (a === b) return [a];
  const isNumeric = (type: string) => type === 'number' || type === 'integer';
  return isNumeric(a) && isNumeric(b) ? ['integer'] : [];
}

/** False where no value is left. */
function intersectEnums(node: SchemaNode, a: SchemaNode, b: SchemaNode): boolean {
  if (!node.enum) return true;
  const types = typesOf(node);
  const second = b.enum ?? node.enum;
  node.enum = (a.enum ?? second)
    .filter((value) => second.includes(value))
    .filter((value) => !types || types.some((type) => isOfType(value, type)));
  return node.enum.length > 0;
}

/** False where no object is accepted: a property is required that cannot be. */
function intersectObjects(node: SchemaNode, a: SchemaNode, b: SchemaNode, budget: Budget): boolean {
  if (a.required && b.required) node.required = [...new Set([...a.required, ...b.required])];
  if (a.additionalProperties !== undefined && b.additionalProperties !== undefined) {
    node.additionalProperties = intersectRest(a.additionalProperties, b.additionalProperties, budget);
  }
  const [first, second] = [a.properties, b.properties];
  if (!first || !second) return true;
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  const entries = names.map((name): [string, SchemaNode | false] => {
    const [one, other] = [ownProperty(first, name), ownProperty(second, name)];
    return [name, one && other ? intersect(one, other, budget) : (one ?? other ?? {})];
  });
  node.properties = Object.fromEntries(entries.filter((entry): entry is [string, SchemaNode] => entry[1] !== false));
  return !entries.some(([name, property]) => property === false && node.required?.includes(name));
}

function ownProperty(properties: Record<string, SchemaNode>, name: string): SchemaNode | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function intersectRest(a: boolean | SchemaNode, b: boolean | SchemaNode, budget: Budget): boolean | SchemaNode {
  if (a === false || b === false) return false;
  if (a === true) return b;
  return b === true ? a : intersect(a, b, budget);
}

function intersectItems(node: SchemaNode, a: SchemaNode, b: SchemaNode, budget: Budget): void {
  if (!a.items || !b.items) return;
  const items = intersect(a.items, b.items, budget);
  if (items) {
    node.items = items;
    return;
  }
  delete node.items;
  node.maxItems = 0;
}
