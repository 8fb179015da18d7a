import { type Acceptance, describeChecks, type Refusal } from './simulatorChecks.ts';
import { chat } from './simulatorClient.ts';

const tool = (name: unknown, parameters?: unknown) => ({ type: 'function', function: { name, parameters } });
const schema = (parameters: unknown) => chat({ tools: [tool('read', parameters)] });
const property = (value: unknown, rest: object = {}) => schema({ type: 'object', properties: { x: value }, ...rest });
const nested = (depth: number): object =>
  depth === 0 ? { type: 'string' } : { type: 'object', properties: { x: nested(depth - 1) } };
const many = (count: number) => Array.from({ length: count }, (_, index) => index);
const badName =
  'Invalid request: function name is invalid, must start with a letter and can contain letters, numbers, underscores, and dashes';
const badSchema = (details: string) =>
  `tools.function.parameters is not a valid moonshot flavored json schema, details: <At path ${details}>`;

const refusals: Refusal[] = [
  ['an empty name', chat({ tools: [tool('')] }), badName],
  ['a name of 257 characters', chat({ tools: [tool('a'.repeat(257))] }), badName],
  ['a name of 129 characters', chat({ tools: [tool('a'.repeat(129))] }), badName],
  ['a leading digit', chat({ tools: [tool('1st')] }), badName],
  ['an at sign', chat({ tools: [tool('a@b')] }), badName],
  ['no name', chat({ tools: [tool(undefined)] }), badName],
  ['duplicates', chat({ tools: [tool('read'), tool('read')] }), 'function name read is duplicated'],
  [
    '129 of them',
    chat({ tools: many(129).map((n) => tool(`t${n}`)) }),
    'Invalid request: at most 128 tools are allowed, got 129',
  ],
  [
    'an unknown type',
    chat({ tools: [{ type: 'plugin', function: { name: 'read' } }] }),
    'Invalid request: unknown tool type: plugin',
  ],
  ['no function', chat({ tools: [{ type: 'function' }] }), 'Invalid request: a tool must have a function'],
  ['no array', chat({ tools: {} }), 'Invalid request: tools must be an array'],
  [
    'a description that is no text',
    chat({ tools: [{ type: 'function', function: { name: 'read', description: 1 } }] }),
    'Invalid request: description must be a string',
  ],
  [
    'strict that is no boolean',
    chat({ tools: [{ type: 'function', function: { name: 'read', strict: 1 } }] }),
    'Invalid request: strict must be a boolean',
  ],
];

const schemaRefusals: Refusal[] = [
  ['not an object', schema('object'), badSchema("'root': schema must be a dict")],
  ['an empty root', schema({}), badSchema("'root': type is not defined")],
  ['a root of another type', schema({ type: 'string' }), badSchema("'root': type must be object")],
  [
    'anyOf at the root',
    schema({ anyOf: [{ type: 'object', properties: {} }] }),
    badSchema("'root': type must be object"),
  ],
  ['a property without type', property({ description: 'a' }), badSchema("'properties.x': type is not defined")],
  ['a property that is no schema', property(true), badSchema("'properties.x': schema must be an object")],
  ['an unknown type', property({ type: 'text' }), badSchema("'properties.x': invalid type")],
  ['an enum without type', property({ enum: ['a'] }), badSchema("'properties.x': type is not defined")],
  [
    'an empty enum',
    property({ type: 'string', enum: [] }),
    badSchema("'properties.x.enum': enum array cannot be empty"),
  ],
  [
    'an enum that is no array',
    property({ type: 'string', enum: 'a' }),
    badSchema("'properties.x.enum': enum must be an array"),
  ],
  [
    'an enum value of another type',
    property({ type: 'string', enum: ['a', true] }),
    badSchema("'properties.x.enum': enum value (true) does not match any type in [string]"),
  ],
  [
    'an enum of 1001',
    property({ type: 'integer', enum: many(1001) }),
    badSchema("'properties.x.enum': enum array cannot have more than 1000 items"),
  ],
  [
    'anyOf beside a type',
    property({ type: 'string', anyOf: [{ type: 'string' }] }),
    badSchema("'properties.x': when using anyOf, type should be defined in anyOf items instead of the parent schema"),
  ],
  ['an empty anyOf', property({ anyOf: [] }), badSchema("'properties.x': anyOf must be an array")],
  [
    'a branch without type',
    property({ anyOf: [{ type: 'null' }, { description: 'a' }] }),
    badSchema("'properties.x.anyOf': type is not defined"),
  ],
  [
    'required but not defined',
    property({ type: 'string' }, { required: ['x', 'y'] }),
    badSchema("'required': required property 'y' is not defined in properties"),
  ],
  [
    'required that is no array',
    property({ type: 'string' }, { required: true }),
    badSchema("'required': required must be an array"),
  ],
  [
    'a reference elsewhere',
    property({ $ref: '#/definitions/a' }),
    badSchema("'properties.x.$ref': references must start with #/$defs/"),
  ],
  [
    'a reference to nothing',
    property({ $ref: '#/$defs/a' }),
    badSchema("'properties.x.$ref': $defs not found for reference: #/$defs/a"),
  ],
  ['a reference that is no text', property({ $ref: 1 }), badSchema("'properties.x.$ref': $ref must be a string")],
  [
    'a reference beside a type',
    property({ type: 'string', $ref: '#/$defs/a' }, { $defs: { a: { type: 'string' } } }),
    badSchema(
      "'properties.x': when using $ref, type should be defined in the referenced schema instead of the parent schema",
    ),
  ],
  [
    'definitions below the root',
    property({ type: 'object', $defs: {} }),
    badSchema("'properties.x': keyword $defs must be at root level"),
  ],
  [
    'a definition without type',
    property({ type: 'string' }, { $defs: { a: {} } }),
    badSchema("'$defs.a': type is not defined"),
  ],
  ...['allOf', 'oneOf', 'not', 'const', 'format', '$schema'].map((keyword): [string, object, string] => [
    keyword,
    property({ type: 'string', [keyword]: 'a' }),
    badSchema(`'properties.x': unsupported keywords: ${keyword}`),
  ]),
  [
    'items without type',
    property({ type: 'array', items: {} }),
    badSchema("'properties.x.items': type is not defined"),
  ],
  [
    'properties that are no object',
    schema({ type: 'object', properties: [] }),
    badSchema("'properties': properties must be an object"),
  ],
  [
    'additionalProperties without type',
    property({ type: 'object', additionalProperties: { description: 'a' } }),
    badSchema("'properties.x.additionalProperties': type is not defined"),
  ],
  [
    'additionalProperties that are no schema',
    schema({ type: 'object', additionalProperties: 'no' }),
    badSchema("'additionalProperties': additionalProperties must be a boolean or an object"),
  ],
  [
    '31 levels',
    schema(nested(31)),
    badSchema(
      `'${many(31)
        .map(() => 'properties.x')
        .join('.')}': schema depth exceeds maximum limit of 30`,
    ),
  ],
  [
    '3001 properties',
    schema({ type: 'object', properties: Object.fromEntries(many(3001).map((n) => [`p${n}`, { type: 'null' }])) }),
    badSchema("'root': total number of properties keys(3001) across all objects exceeds maximum limit of 3000"),
  ],
  [
    'more than 120000 bytes',
    schema({ type: 'object', description: 'a'.repeat(120_000) }),
    badSchema("'root': schema exceeds maximum allowed size"),
  ],
];

const acceptances: Acceptance[] = [
  ['a tool without parameters', chat({ tools: [tool('read')] })],
  ['a builtin tool', chat({ tools: [{ type: 'builtin_function', function: { name: '$web_search' } }] })],
  ['128 tools', chat({ tools: many(128).map((n) => tool(`t${n}`)) })],
  ['30 levels', schema(nested(30))],
  [
    'a rich schema',
    schema({
      type: 'object',
      properties: {
        path: { type: 'string', description: 'A path', minLength: 1 },
        mode: { type: ['string', 'null'], enum: ['a', 'b', null], default: 'a' },
        lines: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }], description: 'Lines' },
        edits: { type: 'array', items: { $ref: '#/$defs/edit' } },
        free: { type: 'object', additionalProperties: {} },
      },
      required: ['path'],
      additionalProperties: false,
      $defs: { edit: { type: 'object', properties: { next: { $ref: '#/$defs/edit' } } } },
    }),
  ],
];

describeChecks('the simulator, of tools:', refusals, acceptances);
describeChecks('the simulator, of schemas:', schemaRefusals, []);
