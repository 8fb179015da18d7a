import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { startSimulator } from '../../simulator/startSimulator.ts';
import { type Acceptance, describeChecks, type Refusal } from './simulatorChecks.ts';
import { chat, post } from './simulatorClient.ts';

const user = { role: 'user', content: 'Hi' };
const format = (response_format: unknown) => chat({ response_format });

const bodies: Refusal[] = [
  ['not JSON', '{"model":', 'Invalid request: the body must be a JSON object'],
  ['not an object', '[]', 'Invalid request: the body must be a JSON object'],
  ['no model', { messages: [user] }, 'Invalid request: model must not be empty'],
];

const refusals: Refusal[] = [
  ['temperature', chat({ temperature: 0.7 }), 'invalid temperature: only 1 is allowed for this model'],
  ['top_p', chat({ top_p: 1 }), 'invalid top_p: only 0.95 is allowed for this model'],
  ['n', chat({ n: 2 }), 'invalid n: only 1 is allowed for this model'],
  ['presence_penalty', chat({ presence_penalty: 1 }), 'invalid presence_penalty: only 0 is allowed for this model'],
  ['frequency_penalty', chat({ frequency_penalty: 1 }), 'invalid frequency_penalty: only 0 is allowed for this model'],
  [
    'thinking disabled',
    chat({ thinking: { type: 'disabled' } }),
    'invalid thinking: only type=enabled is allowed for this model',
  ],
  [
    'thinking without a type',
    chat({ thinking: { enabled: true, preserve: true } }),
    'invalid thinking: only type=enabled is allowed for this model',
  ],
  [
    'thinking with a stranger',
    chat({ thinking: { type: 'enabled', budget_tokens: 9 } }),
    'invalid thinking: unknown field budget_tokens',
  ],
  ['keep', chat({ thinking: { type: 'enabled', keep: 'last' } }), 'invalid thinking: only keep=all is allowed'],
  [
    'thinking as a boolean',
    chat({ thinking: true }),
    'the thinking field in the request (expected type object) is illegal, and bool is not acceptable',
  ],
  [
    'reasoning_effort beside thinking',
    chat({ thinking: { type: 'enabled' }, reasoning_effort: 'high' }),
    "cannot specify both 'thinking' and 'reasoning_effort'",
  ],
  ['reasoning_effort', chat({ reasoning_effort: 'high' }), 'invalid reasoning_effort: not supported for this model'],
  [
    'tool_choice required',
    chat({ tool_choice: 'required' }),
    "tool_choice 'required' is incompatible with thinking enabled",
  ],
  [
    'tool_choice of one function',
    chat({ tool_choice: { type: 'function', function: { name: 'read' } } }),
    "tool_choice 'specified' is incompatible with thinking enabled",
  ],
  ['stream', chat({ stream: 'yes' }), 'invalid stream: must be a boolean'],
  ['stream_options', chat({ stream_options: true }), 'invalid stream_options: must be an object'],
  [
    'include_usage',
    chat({ stream_options: { include_usage: 1 } }),
    'invalid stream_options: include_usage must be a boolean',
  ],
  ['six stops', chat({ stop: [...'abcdef'] }), 'invalid stop: at most 5 strings are allowed'],
  ['a long stop', chat({ stop: 'é'.repeat(17) }), 'invalid stop: each must be a string of at most 32 bytes'],
  ['max_tokens', chat({ max_tokens: 0 }), 'invalid max_tokens: must be a positive integer'],
  [
    'max_completion_tokens',
    chat({ max_completion_tokens: 1.5 }),
    'invalid max_completion_tokens: must be a positive integer',
  ],
  [
    'a response format of unknown type',
    format({ type: 'xml' }),
    'invalid response_format: type must be text, json_object or json_schema',
  ],
  [
    'a response format without a schema',
    format({ type: 'json_schema', json_schema: { name: 'a' } }),
    'invalid response_format: json_schema must have a name and a schema',
  ],
  [
    'json_object on a partial message',
    chat({
      response_format: { type: 'json_object' },
      messages: [user, { role: 'assistant', content: '{', partial: true }],
    }),
    'invalid response_format: json_object is incompatible with partial',
  ],
];

const acceptances: Acceptance[] = [
  ['the fixed values', chat({ temperature: 1.0, top_p: 0.95, n: 1, presence_penalty: 0, frequency_penalty: 0.0 })],
  [
    'null parameters',
    chat({ temperature: null, thinking: null, tools: null, tool_choice: null, stop: null, stream_options: null }),
  ],
  ['thinking that is enabled and kept', chat({ thinking: { type: 'enabled', keep: 'all' } })],
  ['thinking with a null keep', chat({ thinking: { type: 'enabled', keep: null } })],
  ['tool_choice auto', chat({ tool_choice: 'auto' })],
  ['tool_choice none', chat({ tool_choice: 'none' })],
  ['both caps', chat({ max_tokens: 100, max_completion_tokens: 200 })],
  ['five stops', chat({ stop: [...'abcde'] })],
  ['unknown parameters', chat({ user: 'a', prompt_cache_key: 'b', safety_identifier: 'c', seed: 1 })],
  ['a text format', format({ type: 'text' })],
  ['a JSON format', format({ type: 'json_object' })],
  ['a schema format', format({ type: 'json_schema', json_schema: { name: 'a', schema: { type: 'object' } } })],
];

describeChecks('the simulator, of bodies:', bodies, []);
describeChecks('the simulator, of parameters:', refusals, acceptances);

describe('a body of more than 100 MB', () => {
  it('is refused', async () => {
    await using simulator = await startSimulator({ scenario: [] });
    const response = await post(simulator, 'a'.repeat(100 * 1024 * 1024 + 1));
    const message = 'request exceeds the maximum size';
    assert.equal(response.status, 413);
    assert.deepEqual(await response.json(), { error: { message, type: 'invalid_request_error' } });
    assert.deepEqual(simulator.violations(), [message]);
  });
});
