type Json = Record<string, unknown>;

/** Whether a JSON schema (2020-12, of the keywords that the tests make) accepts a value. */
export function accepts(schema: unknown, value: unknown, root: unknown = schema): boolean {
  if (typeof schema === 'boolean') return schema;
  const json = schema as Json;
  return Object.entries(json).every(([keyword, limit]) => holds(keyword, limit, value, json, root));
}

function holds(keyword: string, limit: unknown, value: unknown, schema: Json, root: unknown): boolean {
  const all = (test: (branch: unknown) => boolean) => (limit as unknown[]).every(test);
  const matching = () => (limit as unknown[]).filter((branch) => accepts(branch, value, root)).length;
  switch (keyword) {
    case 'type':
      return [limit].flat().some((type) => isOf(String(type), value));
    case 'enum':
      return (limit as unknown[]).some((one) => equal(one, value));
    case 'const':
      return equal(limit, value);
    case '$ref':
      return accepts(target(root, String(limit)), value, root);
    case 'allOf':
      return all((branch) => accepts(branch, value, root));
    case 'anyOf':
      return matching() > 0;
    case 'oneOf':
      return matching() === 1;
    case 'not':
      return !accepts(limit, value, root);
    default:
      if (typeof value === 'string') return holdsOfText(keyword, limit, value);
      if (typeof value === 'number') return holdsOfNumber(keyword, limit, value);
      if (Array.isArray(value)) return holdsOfList(keyword, limit, value, schema, root);
      return typeof value !== 'object' || value === null || holdsOfObject(keyword, limit, value as Json, schema, root);
  }
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function target(root: unknown, reference: string): unknown {
  const names = reference.split('/').slice(1);
  return names.reduce((value, name) => (value as Json)[name], root);
}

function holdsOfText(keyword: string, limit: unknown, value: string): boolean {
  const length = [...value].length;
  if (keyword === 'minLength') return length >= Number(limit);
  if (keyword === 'maxLength') return length <= Number(limit);
  return keyword !== 'pattern' || new RegExp(String(limit), 'u').test(value);
}

function holdsOfNumber(keyword: string, limit: unknown, value: number): boolean {
  if (typeof limit !== 'number') return true;

  if (keyword === 'minimum') return value >= limit;
  if (keyword === 'maximum') return value <= limit;
  if (keyword === 'exclusiveMinimum') return value > limit;
  if (keyword === 'exclusiveMaximum') return value < limit;
  return keyword !== 'multipleOf' || Number.isInteger(value / limit);
}

function holdsOfList(keyword: string, limit: unknown, value: unknown[], schema: Json, root: unknown): boolean {
  const tuple = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  if (keyword === 'minItems') return value.length >= Number(limit);
  if (keyword === 'maxItems') return value.length <= Number(limit);
  if (keyword === 'uniqueItems')
    return !limit || new Set(value.map((one) => JSON.stringify(one))).size === value.length;
  if (keyword === 'prefixItems') return value.every((one, place) => accepts(tuple[place] ?? true, one, root));
  return keyword !== 'items' || value.slice(tuple.length).every((one) => accepts(limit, one, root));
}

function holdsOfObject(keyword: string, limit: unknown, value: Json, schema: Json, root: unknown): boolean {
  const properties = (schema.properties ?? {}) as Json;
  const patterns = Object.entries((schema.patternProperties ?? {}) as Json);
  const entries = Object.entries(value);
  const matches = (pattern: string, name: string) => new RegExp(pattern, 'u').test(name);
  switch (keyword) {
    case 'required':
      return (limit as string[]).every((name) => Object.hasOwn(value, name));
    case 'minProperties':
      return entries.length >= Number(limit);
    case 'properties':
      return entries.every(([name, one]) => !Object.hasOwn(properties, name) || accepts(properties[name], one, root));
    case 'patternProperties':
      return entries.every(([name, one]) =>
        patterns.every(([pattern, inner]) => !matches(pattern, name) || accepts(inner, one, root)),
      );
    case 'additionalProperties':
      return entries
        .filter(([name]) => !Object.hasOwn(properties, name))
        .filter(([name]) => !patterns.some(([pattern]) => matches(pattern, name)))
        .every(([, one]) => accepts(limit, one, root));
    default:
      return true;
  }
}
