import assert from 'node:assert/strict';
import { wireTools } from '../../../../src/kimi/request/wireMessages.ts';
import {
  checkDescribed,
  externalDefinitions,
  MAX_BYTES,
  MAX_TOOLS,
} from '../../../../src/tools/external/externalDefinitions.ts';
import { checkTools } from '../../../simulator/checkTools.ts';

const source = { type: 'server' as const, folder: '/project', server: 'demo' };
const words = (wanted: string, schema: unknown = { type: 'object' }, description = 'It does.') => ({
  wanted,
  tool: wanted,
  description,
  schema,
  source,
});
const namesOf = (wanted: string[], taken: string[] = []) =>
  externalDefinitions(
    wanted.map((name) => words(name)),
    new Set(taken),
  ).map(({ name }) => name);

describe('definitions of tools from elsewhere', () => {
  it('are of tools that are still described as they were, also after they were kept in a log', () => {
    const schema = { type: 'object', properties: { a: { type: 'string', description: 'A.' } } };
    const long = { type: 'object', description: 'x'.repeat(20_000), properties: { b: {} } };
    for (const tool of [words('x', schema), words('x', long, `Does.\u0000  ${'y'.repeat(3000)}`)]) {
      const [definition] = externalDefinitions([tool], new Set());
      assert(definition);
      const kept = JSON.parse(JSON.stringify(definition)) as typeof definition;
      checkDescribed(kept, tool);
      const others = [
        { ...tool, description: `${tool.description.slice(0, 5)} And sends it on.` },
        { ...tool, schema: { type: 'object', properties: { c: {} } } },
        { ...tool, schema: undefined },
      ];
      for (const other of others)
        assert.throws(() => checkDescribed(kept, other), /^Error: x was not called: .*choose it again/);
    }
  });

  it('have legal names of their own', () => {
    const names = namesOf(
      ['mcp_a_b', 'mcp_a_b', 'read_file', 'mcp_ä b', 'mcp_ö b', `mcp_${'x'.repeat(90)}`],
      ['read_file'],
    );
    assert.equal(names[0], 'mcp_a_b');
    assert.equal(new Set(names).size, names.length);
    assert(!names.includes('read_file'));
    for (const name of names) assert.match(name, /^[a-zA-Z0-9_-]{1,64}$/);
    assert.deepEqual(namesOf(['mcp_ä b']), namesOf(['mcp_ä b']));
  });

  it('keep to what a request can carry', () => {
    assert.equal(namesOf(Array.from({ length: 500 }, (_, index) => `tool_${index}`)).length, MAX_TOOLS);
    const large = { type: 'object', properties: { a: { type: 'string', enum: Array(900).fill('wordword') } } };
    const many = externalDefinitions(
      Array.from({ length: 90 }, (_, index) => words(`tool_${index}`, large)),
      new Set(),
    );
    assert(many.length > 5 && Buffer.byteLength(JSON.stringify(many)) <= MAX_BYTES + 200);
  });

  it('are cut, and hide nothing', () => {
    const [definition] = externalDefinitions([words('a', {}, `One\n\u202Etwo\u200B ${'x'.repeat(5000)}`)], new Set());
    assert.equal(definition?.description.length, 1000);
    assert.match(definition?.description ?? '', /^One two x/);
  });

  it('lose the words of a schema that is too large, and no argument', () => {
    const schema = {
      type: 'object',
      description: 'x'.repeat(20_000),
      properties: { description: { type: 'string', description: 'It.' }, default: { type: 'number' } },
      required: ['description', 'default'],
    };
    const [definition] = externalDefinitions([words('a', schema)], new Set());
    assert.deepEqual(definition?.parameters, {
      type: 'object',
      properties: { description: { type: 'string' }, default: { type: 'number' } },
      required: ['description', 'default'],
    });
  });

  it('are accepted by Moonshot, whatever the schema is', () => {
    let deep: object = { type: 'string' };
    for (let level = 0; level < 20_000; level++) deep = { type: 'object', properties: { a: deep } };
    const schemas = [
      undefined,
      null,
      'text',
      [],
      { type: 'string' },
      { $ref: '#/nowhere' },
      { oneOf: [{ type: 'object' }], format: 'x' },
      { type: 'object', properties: { a: { const: 1 } }, additionalProperties: false },
      deep,
    ];
    const definitions = externalDefinitions(
      schemas.map((schema, index) => words(`tool_${index}`, schema)),
      new Set(),
    );
    assert.equal(definitions.length, schemas.length);
    assert.equal(checkTools(wireTools(definitions).tools), undefined);
  });
});
