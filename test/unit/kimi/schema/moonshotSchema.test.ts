import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { toolDefinition } from '../../../../src/agent/toolDefinition.ts';
import { moonshotSchema } from '../../../../src/kimi/schema/moonshotSchema.ts';
import { moonshotTools, sentName } from '../../../../src/kimi/schema/moonshotTools.ts';
import { builtinTools } from '../../../../src/tools/builtinTools.ts';
import { checkSchema } from '../../../simulator/checkSchema.ts';
import { checkTools } from '../../../simulator/checkTools.ts';
import { accepts } from '../../support/acceptsValue.ts';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { NO_LANGUAGES } from '../../support/noLanguages.ts';
import { NO_TASKS } from '../../support/noTasks.ts';
import { candidates, documents, values } from '../../support/schemaArbitrary.ts';

const RUNS = { numRuns: 600 };
const ANY = ['null', 'boolean', 'object', 'array', 'number', 'string'];

/** What becomes of a property, and of definitions beside it. */
function property(x: unknown, rest: object = {}): unknown {
  const schema = moonshotSchema({ type: 'object', properties: { x }, ...rest });
  assert.equal(checkSchema(schema), undefined);
  assert.equal(JSON.stringify(moonshotSchema(schema)), JSON.stringify(schema));
  return (schema.properties as Record<string, unknown>).x;
}

describe('any JSON schema in Moonshot’s flavour', () => {
  it('passes the validator, whatever it was', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          documents,
          fc.json().map((text): unknown => JSON.parse(text)),
        ),
        (schema) => {
          assert.equal(checkSchema(moonshotSchema(schema)), undefined);
        },
      ),
      RUNS,
    );
  });

  it('accepts every value that the original accepts', function () {
    this.timeout(20_000);
    let compared = 0;
    fc.assert(
      fc.property(documents, fc.array(values, { maxLength: 8 }), (document, random) => {
        const result = moonshotSchema(document);
        const { value: schema } = document.properties as { value: unknown };
        for (const value of [...random, ...candidates(schema, document)]) {
          const instance = { value };
          const accepted = acceptsFinitely(document, instance);
          if (accepted === undefined) return;
          if (!accepted) continue;
          compared += 1;
          assert(accepts(result, instance), `${JSON.stringify(result)} refuses ${JSON.stringify(instance)}`);
        }
      }),
      RUNS,
    );
    assert(compared > RUNS.numRuns * 4, `only ${compared} values were compared`);
  });

  it('is the same when it is made again, and stays as it is', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const result = JSON.stringify(moonshotSchema(document));
        assert.equal(JSON.stringify(moonshotSchema(structuredClone(document))), result);
        assert.equal(JSON.stringify(moonshotSchema(JSON.parse(result))), result);
      }),
      RUNS,
    );
  });

  it('leaves the built-in tools as they are, byte for byte', () => {
    const definitions = builtinTools({
      workspace: new FolderWorkspace('/project'),
      languages: NO_LANGUAGES,
      tasks: NO_TASKS,
    }).map(toolDefinition);
    assert.equal(JSON.stringify(moonshotTools(definitions).definitions), JSON.stringify(definitions));
  });

  const rows: [name: string, schema: unknown, result: unknown, rest?: object][] = [
    ['anything', {}, { type: ANY }],
    ['true', true, { type: ANY }],
    ['false', false, undefined],
    ['a constant', { const: 'a', title: 'A' }, { type: 'string', enum: ['a'], title: 'A' }],
    [
      'values of several types',
      { enum: ['a', 1, null] },
      { type: ['string', 'integer', 'null'], enum: ['a', 1, null] },
    ],
    ['values of another type', { type: 'integer', enum: ['1', '2'] }, { type: 'string', enum: ['1', '2'] }],
    [
      'properties without a type',
      { properties: { a: { minLength: 1 } } },
      { type: 'object', properties: { a: { type: 'string', minLength: 1 } } },
    ],
    ['items without a type', { items: { type: 'string' } }, { type: 'array', items: { type: 'string' } }],
    ['items of any kind', { type: 'array', items: {} }, { type: 'array' }],
    [
      'oneOf beside a type',
      { type: 'string', description: 'D', oneOf: [{ const: 'a' }, { pattern: '^b' }] },
      {
        description: 'D',
        anyOf: [
          { type: 'string', enum: ['a'] },
          { type: 'string', pattern: '^b' },
        ],
      },
    ],
    [
      'anyOf of requirements',
      {
        type: 'object',
        properties: { a: { type: 'null' }, b: { type: 'null' } },
        anyOf: [{ required: ['a'] }, { required: ['b'] }],
      },
      {
        anyOf: [
          { type: 'object', properties: { a: { type: 'null' }, b: { type: 'null' } }, required: ['a'] },
          { type: 'object', properties: { a: { type: 'null' }, b: { type: 'null' } }, required: ['b'] },
        ],
      },
    ],
    [
      'allOf',
      {
        allOf: [
          { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
          { properties: { a: { minimum: 2 }, b: { const: 1 } } },
        ],
      },
      {
        type: 'object',
        properties: { a: { type: 'number', minimum: 2 }, b: { type: 'integer', enum: [1] } },
        required: ['a'],
      },
    ],
    [
      'properties that contradict each other, of what is no object',
      {
        type: 'integer',
        properties: { a: { type: 'null' } },
        required: ['a'],
        allOf: [{ type: 'number', properties: { a: { type: 'array' } } }],
      },
      { type: 'integer' },
    ],
    [
      'properties that contradict each other, of what may be an object',
      {
        type: ['object', 'string', 'null'],
        properties: { a: { type: 'null' } },
        required: ['a'],
        allOf: [{ properties: { a: { type: 'array' } } }],
      },
      { type: ['string', 'null'] },
    ],
    [
      'a reference for every name whose properties contradict what stands beside it',
      {
        type: 'object',
        patternProperties: {
          '^.*$': {
            type: ['integer'],
            properties: { 'x-y': { type: 'null' } },
            required: ['x-y'],
            $ref: '#/$defs/one',
          },
        },
      },
      {
        type: 'object',
        additionalProperties: { type: 'integer' },
        description:
          '(patternProperties: {"^.*$":{"type":["integer"],"properties":{"x-y":{"type":"null"}},"required":["x-y"],"$ref":"#/$defs/one"}})',
      },
      { $defs: { one: { properties: { 'x-y': { type: 'array' } }, type: 'number' } } },
    ],
    [
      'a draft 4 bound',
      { type: 'number', minimum: 3, exclusiveMinimum: true },
      { type: 'number', exclusiveMinimum: 3 },
    ],
    [
      'the tightest of two bounds',
      { type: 'number', minimum: 1, maximum: 9, allOf: [{ minimum: 2, maximum: 8 }] },
      { type: 'number', minimum: 2, maximum: 8 },
    ],
    ['nullable', { type: 'string', nullable: true, enum: ['a'] }, { type: ['string', 'null'], enum: ['a', null] }],
    [
      'pydantic’s optional',
      { anyOf: [{ type: 'string' }, { type: 'null' }], default: null, title: 'X' },
      { anyOf: [{ type: 'string' }, { type: 'null' }], default: null, title: 'X' },
    ],
    [
      'a pair',
      { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], items: false },
      { type: 'array', items: { type: 'number' }, maxItems: 2 },
    ],
    [
      'a draft 7 tuple',
      { type: 'array', items: [{ type: 'number' }, { type: 'null' }], additionalItems: false },
      {
        type: 'array',
        items: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        maxItems: 2,
        description: '(prefixItems: [{"type":"number"},{"type":"null"}])',
      },
    ],
    [
      'what can only be told',
      { type: 'string', description: 'When.', format: 'date', not: { enum: ['x'] } },
      { type: 'string', description: 'When. (format: date) (not: {"enum":["x"]})' },
    ],
    [
      'a record',
      { type: 'object', patternProperties: { '^.*$': { type: 'string' } }, additionalProperties: false },
      {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: '(patternProperties: {"^.*$":{"type":"string"}})',
      },
    ],
    [
      'what is required and not defined',
      { type: 'object', required: ['a'] },
      { type: 'object', required: ['a'], properties: { a: { type: ANY } } },
    ],
    [
      'a reference',
      { $ref: '#/definitions/a%20b', description: 'Mine' },
      { description: 'Mine', type: 'string' },
      { definitions: { 'a b': { type: 'string', description: 'Its' } } },
    ],
    [
      'a recursion',
      { $ref: '#/$defs/tree' },
      {
        type: 'object',
        properties: { children: { type: 'array', items: { type: 'object', description: '(again: tree)' } } },
      },
      {
        $defs: {
          tree: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/$defs/tree' } } } },
        },
      },
    ],
    [
      'a reference to elsewhere',
      { $ref: 'https://example.com/a' },
      { type: ANY, description: '(see: https://example.com/a)' },
    ],
    ['an anchor', { $ref: '#it' }, { type: 'null' }, { $defs: { a: { $anchor: 'it', type: 'null' } } }],
    [
      'old words beside a reference',
      { $ref: '#/definitions/a', minLength: 9 },
      { type: 'string' },
      { $schema: 'http://json-schema.org/draft-07/schema#', definitions: { a: { type: 'string' } } },
    ],
    ['nonsense', { type: 'text', minLength: '3', enum: 'a', required: true, properties: [], anyOf: [] }, { type: ANY }],
  ];
  for (const [name, schema, result, rest] of rows) {
    it(`${name}`, () => assert.deepEqual(property(schema, rest), result));
  }

  it('a root of alternatives becomes one object', () => {
    const root = {
      description: 'Acts.',
      oneOf: [
        { type: 'object', properties: { kind: { const: 'move' }, to: { type: 'string' } }, required: ['kind', 'to'] },
        { type: 'object', properties: { kind: { const: 'stop' } }, required: ['kind'] },
        { type: 'null' },
      ],
    };
    assert.deepEqual(moonshotSchema(root), {
      type: 'object',
      description: 'Acts. (required: kind, to | kind)',
      properties: { kind: { type: 'string', enum: ['move', 'stop'] }, to: { type: 'string' } },
      required: ['kind'],
    });
  });

  it('a root that is no object becomes one', () => {
    for (const root of [
      {},
      true,
      false,
      null,
      undefined,
      'x',
      { type: 'string' },
      { anyOf: [{ type: 'null' }] },
      { $ref: '#' },
    ]) {
      assert.equal(moonshotSchema(root).type, 'object');
      assert.equal(checkSchema(moonshotSchema(root)), undefined);
    }
  });

  it('what is too large loses its deepest levels first', () => {
    const wide = (depth: number): unknown =>
      depth === 0
        ? { type: 'string' }
        : {
            type: 'object',
            properties: Object.fromEntries(Array.from({ length: 14 }, (_, n) => [`p${n}`, wide(depth - 1)])),
          };
    const result = moonshotSchema(wide(4));
    assert.equal(checkSchema(result), undefined);
    const p0 = (schema: unknown) => (schema as { properties: Record<string, unknown> }).properties.p0;
    assert.deepEqual(p0(p0(p0(result))), { type: 'object' });
  });

  it('references that multiply each other come to an end', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        `d${n}`,
        { type: 'object', properties: { a: { $ref: `#/$defs/d${n + 1}` }, b: { $ref: `#/$defs/d${n + 1}` } } },
      ]),
    );
    const result = moonshotSchema({ type: 'object', properties: { x: { $ref: '#/$defs/d0' } }, $defs });
    assert.equal(checkSchema(result), undefined);
  });

  it('deep, long and many', () => {
    let deep: unknown = { type: 'string' };
    for (let level = 0; level < 5000; level++) deep = { type: 'array', items: deep };
    const many = Object.fromEntries(Array.from({ length: 4000 }, (_, n) => [`p${n}`, { type: 'string' }]));
    const roots = [
      { type: 'object', properties: { deep } },
      { type: 'object', properties: many },
      { type: 'object', description: 'a'.repeat(200_000) },
      { type: 'object', properties: { x: { enum: Array.from({ length: 5000 }, (_, n) => n) } } },
    ];
    for (const root of roots) assert.equal(checkSchema(moonshotSchema(root)), undefined);
  });
});

describe('tools of any origin', () => {
  const tool = (name: string) => ({ name, description: '', parameters: {} });

  it('get names that the validator takes, and keep legal ones', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 200, unit: 'grapheme' }), { maxLength: 200 }), (strings) => {
        const { definitions, names } = moonshotTools(strings.map(tool));
        assert.equal(
          checkTools(definitions.map((definition) => ({ type: 'function', function: definition }))),
          undefined,
        );
        assert.deepEqual(
          [...names.keys()],
          definitions.map(({ name }) => name),
        );
        for (const [sent, own] of names) {
          assert.equal(sent, sentName(own));
          assert.match(sent, /^[a-zA-Z][a-zA-Z0-9_-]{2,63}$/);
        }
      }),
    );
    assert.equal(sentName('read_file'), 'read_file');
  });

  it('are told apart by what had to be replaced', () => {
    const { names } = moonshotTools([tool('git.log'), tool('git/log'), tool('x'), tool('x')]);
    assert.deepEqual([...names.values()], ['git.log', 'git/log', 'x']);
    assert.match([...names.keys()].join(' '), /^git_log_\w{8} git_log_\w{8} x_\w{8}$/);
  });

  it('are 128 at most', () => {
    const tools = Array.from({ length: 200 }, (_, n) => tool(`tool_${n}`));
    assert.equal(moonshotTools(tools).definitions.length, 128);
  });
});

/** Undefined where references lead to nothing but each other. */
function acceptsFinitely(schema: unknown, value: unknown): boolean | undefined {
  try {
    return accepts(schema, value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
