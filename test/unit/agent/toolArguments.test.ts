import assert from 'node:assert/strict';
import * as z from 'zod';
import { parseArguments } from '../../../src/agent/toolArguments.ts';
import { toolDefinition } from '../../../src/agent/toolDefinition.ts';
import { checkSchema } from '../../simulator/checkSchema.ts';

const tool = {
  name: 'sample',
  description: 'A sample.',
  schema: z.object({
    path: z.string(),
    line: z.int().min(1).optional(),
    mode: z.literal('fast').optional(),
    edits: z.array(z.object({ text: z.string(), all: z.boolean().optional() })).optional(),
  }),
};
const parse = (json: string) => parseArguments(tool, json);

describe('parseArguments', () => {
  it('returns what the schema knows and ignores the rest', () => {
    assert.deepEqual(parse('{"path":"a","line":3,"reason":"none"}'), { path: 'a', line: 3 });
  });

  const mended: [string, string, unknown][] = [
    ['a number in quotes', '{"path":"a","line":"3"}', { path: 'a', line: 3 }],
    ['null for what is left out', '{"path":"a","line":null}', { path: 'a' }],
    ['an array in a string', '{"path":"a","edits":"[{\\"text\\":\\"x\\"}]"}', { path: 'a', edits: [{ text: 'x' }] }],
    ['a sole object for an array', '{"path":"a","edits":{"text":"x"}}', { path: 'a', edits: [{ text: 'x' }] }],
    [
      'slips within slips',
      '"{\\"path\\":\\"a\\",\\"edits\\":\\"[{\\\\\\"text\\\\\\":\\\\\\"x\\\\\\",\\\\\\"all\\\\\\":\\\\\\"true\\\\\\"}]\\"}"',
      { path: 'a', edits: [{ text: 'x', all: true }] },
    ],
  ];
  for (const [what, json, expected] of mended) {
    it(`mends ${what}`, () => assert.deepEqual(parse(json), expected));
  }

  it('leaves strings that look like something else alone', () => {
    assert.deepEqual(parse('{"path":"[1]"}'), { path: '[1]' });
  });

  it('takes no arguments as an empty object', () => {
    const optional = { name: 'sample', schema: z.object({ path: z.string().optional() }) };
    assert.deepEqual(parseArguments(optional, ''), {});
  });

  it('says of each wrong value where it is, what was expected and what came', () => {
    assert.throws(() => parse('{"line":0,"edits":[{"text":7}]}'), {
      message:
        'The arguments of sample are wrong:\n' +
        '- path: missing, expected string\n' +
        '- line: Too small: expected number to be >=1, got number 0\n' +
        '- edits.0.text: expected string, got number 7\n' +
        'Nothing was done. Correct them and call sample again.',
    });
    assert.throws(() => parse('{"path":"a","line":1.5}'), /line: expected int, got number 1\.5/);
    assert.throws(() => parse('[1]'), /arguments: expected object, got array \[1\]/);
  });

  it('says where the text stops being JSON', () => {
    assert.throws(() => parse('{"path":"a" "line":1}'), /not valid JSON: .*position 12.*near: \{"path":"a" "line":1\}/);
    assert.throws(() => parse('{"path":"unfinished'), /Unterminated string.*near: \{"path":"unfinished/);
    assert.throws(() => parse(`{"path": unquoted, "line": 1, "filler": "${'x'.repeat(60)}"}`), /unquoted/);
  });
});

describe('toolDefinition', () => {
  it("speaks Moonshot's flavour, whatever zod would say", () => {
    const { parameters } = toolDefinition({
      ...tool,
      schema: z.object({
        address: z.url(),
        kind: z.discriminatedUnion('type', [
          z.object({ type: z.literal('a') }),
          z.strictObject({ type: z.literal('b') }),
        ]),
      }),
    });
    assert.equal(checkSchema(parameters), undefined);
    assert.doesNotMatch(JSON.stringify(parameters), /\$schema|format|const|oneOf|additionalProperties/);
    assert.equal(checkSchema(toolDefinition(tool).parameters), undefined);
  });

  it('refuses arguments that are not an object', () => {
    assert.throws(() => toolDefinition({ ...tool, schema: z.array(z.string()) }), /sample must be an object/);
  });
});
