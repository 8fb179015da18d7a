import * as fc from 'fast-check';

type Json = Record<string, unknown>;

const NAMES = ['a', 'b', 'c', 'x-y', '__proto__'];
const name = fc.constantFrom(...NAMES);
const scalar = fc.oneof(
  fc.constantFrom('', 'a', 'bc', 'ünï'),
  fc.integer({ min: -3, max: 9 }),
  fc.constant(1.5),
  fc.boolean(),
  fc.constant(null),
);
const small = fc.nat({ max: 4 });

/** Values of every kind, made of the same names and scalars as the schemas. */
export const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const optional: { requiredKeys: never[]; noNullPrototype: boolean } = { requiredKeys: [], noNullPrototype: true };
const textLimits: fc.Arbitrary<Json> = fc.record(
  { minLength: small, maxLength: fc.integer({ min: 2, max: 9 }), pattern: fc.constantFrom('^a', 'b', '.*') },
  optional,
);
const numberLimits: fc.Arbitrary<Json> = fc.record(
  {
    minimum: fc.integer({ min: -3, max: 3 }),
    maximum: fc.integer({ min: 2, max: 9 }),
    exclusiveMaximum: fc.integer({ min: 4, max: 9 }),
    multipleOf: fc.constantFrom(1, 0.5, 2),
  },
  optional,
);
const listLimits: fc.Arbitrary<Json> = fc.record(
  { minItems: fc.nat({ max: 2 }), maxItems: small, uniqueItems: fc.boolean() },
  optional,
);

/** What may stand beside a type, each with a type of its own in mind. */
const limits: fc.Arbitrary<Json> = fc.oneof(
  textLimits,
  numberLimits,
  listLimits,
  fc.array(scalar, { minLength: 1, maxLength: 4 }).map((list) => ({ enum: list })),
  fc.oneof(scalar, values).map((value) => ({ const: value })),
  fc.record({ minProperties: small, required: fc.uniqueArray(name, { maxLength: 2 }) }, optional),
  fc.record(
    {
      description: fc.constantFrom('Some words.', ''),
      title: fc.constant('T'),
      default: values,
      $comment: fc.string(),
    },
    optional,
  ),
  fc.record(
    { format: fc.constantFrom('date', 'int32'), examples: fc.constant([1]), deprecated: fc.boolean() },
    optional,
  ),
);

const types = fc.oneof(
  fc.constantFrom('null', 'boolean', 'object', 'array', 'number', 'integer', 'string', 'object', 'array'),
  fc.uniqueArray(fc.constantFrom('null', 'boolean', 'object', 'array', 'number', 'integer', 'string'), {
    minLength: 1,
    maxLength: 3,
  }),
);

/** References reach the two definitions of a document, and may be recursive. */
const reference = fc.constantFrom('#/$defs/one', '#/$defs/two').map(($ref): Json => ({ $ref }));

interface Tied {
  /** With a type, or what gives it one. */
  whole: unknown;
  /** What may be added to a whole one: it has types in mind that only stand elsewhere. */
  part: Json;
}

const { whole } = fc.letrec<Tied>((tie) => {
  const list = (one: fc.Arbitrary<unknown>) => fc.array(one, { minLength: 1, maxLength: 3 });
  const objectLimits: fc.Arbitrary<Json> = fc.record(
    {
      properties: fc.dictionary(name, tie('whole'), { maxKeys: 3, noNullPrototype: true }),
      required: fc.uniqueArray(name, { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), tie('whole')),
      patternProperties: fc.dictionary(fc.constantFrom('^a', '^.*$', 'y$'), tie('whole'), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    },
    optional,
  );
  const itemLimits: fc.Arbitrary<Json> = fc.oneof(
    tie('whole').map((items) => ({ items })),
    fc.record(
      { prefixItems: list(tie('whole')), items: fc.oneof(fc.boolean(), tie('whole')), maxItems: small },
      { requiredKeys: ['prefixItems'], noNullPrototype: true },
    ),
  );
  const combining = (one: fc.Arbitrary<unknown>): fc.Arbitrary<Json> =>
    fc.oneof(
      { weight: 3, arbitrary: list(one).map((allOf) => ({ allOf })) },
      { weight: 3, arbitrary: list(one).map((anyOf) => ({ anyOf })) },
      { weight: 3, arbitrary: list(one).map((oneOf) => ({ oneOf })) },
      { weight: 1, arbitrary: one.map((not) => ({ not })) },
    );
  const part = fc
    .tuple(fc.oneof(limits, objectLimits, itemLimits), fc.oneof(limits, combining(fc.oneof(limits, tie('whole')))))
    .map(([a, b]): Json => ({ ...a, ...b }));
  /** A schema of one type, whose limits and combinations are all of that type. */
  const kind = (names: string[], of: fc.Arbitrary<Json>): fc.Arbitrary<Json> => {
    const typed = fc.tuple(fc.constantFrom(...names), of).map(([type, json]): Json => ({ type, ...json }));
    return fc
      .tuple(typed, fc.oneof(fc.constant({}), combining(fc.oneof(of, typed))))
      .map(([json, combined]) => ({ ...json, ...combined }));
  };
  const kinds = fc.oneof(
    kind(['string'], textLimits),
    kind(['number', 'integer'], numberLimits),
    kind(['array'], fc.oneof(listLimits, itemLimits)),
    kind(['object'], objectLimits),
  );
  return {
    part,
    whole: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      types.map((type): unknown => ({ type })),
      fc.boolean(),
      fc.constant({}),
      fc.array(scalar, { minLength: 1, maxLength: 3 }).map((values) => ({ enum: values })),
      reference,
      fc.tuple(types, tie('part'), reference).map(([type, part, ref]) => ({ type, ...(part as Json), ...ref })),
      combining(tie('whole')),
      { weight: 12, arbitrary: kinds },
      { weight: 4, arbitrary: fc.tuple(types, tie('part')).map(([type, part]) => ({ type, ...(part as Json) })) },
      fc.tuple(types, tie('part')).map(([type, part]) => ({ ...(part as Json), type })),
    ),
  };
});

/** Documents whose property `value` has a random schema, and which define what it refers to. */
export const documents: fc.Arbitrary<Json> = fc
  .record({ value: whole, one: whole, two: whole })
  .map(({ value, one, two }) => ({ type: 'object', properties: { value }, $defs: { one, two } }));

/** Values that a schema may well accept, made of what it says. */
export function candidates(schema: unknown, root: Json, depth = 0): unknown[] {
  if (typeof schema !== 'object' || schema === null || depth > 5) return ['a', 1, null];
  const json = schema as Json;
  const of = (raw: unknown) => candidates(raw, root, depth + 1);
  const listed = (keyword: string) => (Array.isArray(json[keyword]) ? (json[keyword] as unknown[]) : []);
  const reference = String(json.$ref ?? '').replace('#/$defs/', '');
  const found = [
    ...listed('enum'),
    ...('const' in json ? [json.const] : []),
    ...(reference ? of((root.$defs as Json)[reference]) : []),
    ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => listed(keyword).flatMap(of)),
    ...['abc', 'b', 'ab', 4, -2, 2, 8, 2.5, true, null, [], {}],
    ...lists(json, of),
    ...objects(json, of),
  ];
  return found.slice(0, 60);
}

function lists(json: Json, of: (raw: unknown) => unknown[]): unknown[] {
  const tuple = Array.isArray(json.prefixItems) ? json.prefixItems : [];
  const places = tuple.map((raw) => of(raw)[0]);
  const rest = of(json.items);
  return [places, [...places, rest[0]], [...places, ...rest.slice(0, 3)], rest.slice(0, 2)];
}

function objects(json: Json, of: (raw: unknown) => unknown[]): unknown[] {
  const properties = Object.entries((json.properties ?? {}) as Json).map(([key, raw]) => [key, of(raw)] as const);
  const required = Array.isArray(json.required) ? json.required.map(String) : [];
  const extra = [...required, 'a', 'x-y'].map((key) => [key, of(json.additionalProperties)] as const);
  const make = (pairs: (readonly [string, unknown[]])[], place: number) =>
    Object.fromEntries(pairs.map(([key, from]) => [key, from[place % from.length]]));
  return [0, 1, 2, 5].flatMap((place) => [
    make(properties, place),
    make([...extra.slice(0, required.length), ...properties], place),
    make([...extra, ...properties], place),
    make(properties.slice(0, 1), place),
  ]);
}
