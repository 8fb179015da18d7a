import { PIXEL_URL } from '../support/pixelPng.ts';
import { type Acceptance, describeChecks, type Refusal } from './simulatorChecks.ts';
import { chat } from './simulatorClient.ts';

const WEBP_URL = 'data:image/webp;base64,UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==';
const user = { role: 'user', content: 'Hi' };
const call = (id = 'read_0') => ({ id, type: 'function', function: { name: 'read', arguments: '{}' } });
const calling = { role: 'assistant', content: '', reasoning_content: 'Hm.', tool_calls: [call()] };
const result = { role: 'tool', tool_call_id: 'read_0', content: 'text' };
const messages = (...list: object[]) => chat({ messages: list });
const says = (content: unknown) => messages({ role: 'user', content });
const image = (url: string) => says([{ type: 'image_url', image_url: { url } }]);
const unanswered = (ids: string) =>
  `an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids}`;

const refusals: Refusal[] = [
  ['none', messages(), 'Invalid request: messages must not be empty'],
  ['absent', { model: 'kimi-k2.7-code' }, 'Invalid request: messages must not be empty'],
  ['developer', messages({ role: 'developer', content: 'Hi' }), 'Invalid request: unsupported role ROLE_UNSPECIFIED'],
  ['not an object', chat({ messages: ['Hi'] }), 'Invalid request: the message at position 0 must be an object'],
  [
    'an unknown field',
    messages(user, { role: 'assistant', content: 'a', display: 'b' }),
    "Invalid request: unknown field 'display' in the message at position 1",
  ],
  [
    'reasoning that is not text',
    messages(user, { role: 'assistant', content: 'a', reasoning_content: [] }),
    'Invalid request: reasoning_content must be a string in the message at position 1',
  ],
  ['an empty user', says(''), "the message at position 0 with role 'user' must not be empty"],
  [
    'an empty assistant',
    messages(user, { role: 'assistant', content: '', reasoning_content: 'Hm.' }, user),
    "the message at position 1 with role 'assistant' must not be empty",
  ],
  [
    'content of another type',
    says(7),
    'Invalid request: content must be a string or an array of parts in the message at position 0',
  ],
  ['an empty text part', says([{ type: 'text', text: '' }]), 'text content is empty'],
  ['a text part without text', says([{ type: 'text' }]), 'Invalid request: text must be a string at position 0'],
  [
    'an unknown part',
    says([{ type: 'audio_url' }]),
    "the message at position 0 with role 'user' contains an invalid part type: audio_url",
  ],
  [
    'a video from the system',
    messages({ role: 'system', content: [{ type: 'video_url', video_url: { url: 'ms://a' } }] }, user),
    "the message at position 0 with role 'system' contains an invalid part type: video_url",
  ],
  [
    'an image by address',
    image('https://example.com/a.png'),
    'Invalid request: unsupported image url: https://example.com/a.png',
  ],
  [
    'an SVG image',
    image('data:image/svg+xml;base64,PHN2Zy8+'),
    'Invalid request: unsupported image format: image/svg+xml',
  ],
  ['an image that is none', image('data:image/png;base64,AA=='), 'Invalid request: failed to decode image'],
  ['an image without bytes', image('data:image/heic;base64,'), 'Invalid request: failed to decode image'],
  ['an image that is cut off', image(PIXEL_URL.slice(0, -24)), 'Invalid request: failed to decode image'],
  [
    'an image of another type',
    image(PIXEL_URL.replace('image/png', 'image/jpeg')),
    'Invalid request: failed to decode image',
  ],
  [
    'a video format',
    says([{ type: 'video_url', video_url: { url: 'data:video/ogg;base64,AA==' } }]),
    'Invalid request: unsupported video format: video/ogg',
  ],
  ['an image without url', says([{ type: 'image_url' }]), 'Invalid request: image_url must have a url'],
  [
    'partial on a user message',
    messages({ ...user, partial: true }),
    'Invalid request: partial is only allowed on the last message, with role assistant',
  ],
  [
    'partial before the last message',
    messages(user, { role: 'assistant', content: 'a', partial: true }, user),
    'Invalid request: partial is only allowed on the last message, with role assistant',
  ],
];

const callRefusals: Refusal[] = [
  [
    'missing reasoning_content',
    messages(user, { role: 'assistant', content: '', tool_calls: [call()] }, result),
    'thinking is enabled but reasoning_content is missing in assistant tool call message at index 1',
  ],
  [
    'null reasoning_content',
    messages(user, calling, result, { ...calling, reasoning_content: null }, result),
    'thinking is enabled but reasoning_content is missing in assistant tool call message at index 3',
  ],
  [
    'reasoning under a name that this server does not use',
    messages(user, { role: 'assistant', reasoning: 'Hm.', tool_calls: [call()] }, result),
    'thinking is enabled but reasoning_content is missing in assistant tool call message at index 1',
  ],
  ['unanswered at the end', messages(user, calling), unanswered('read_0')],
  ['answered after the user spoke', messages(user, calling, user, result), unanswered('read_0')],
  [
    'one of two unanswered',
    messages(user, { ...calling, tool_calls: [call(), call('read_1')] }, result, user),
    unanswered('read_1'),
  ],
  ['a result of no call', messages(user, result), 'tool_call_id  is not found'],
  [
    'a result of an earlier turn',
    messages(user, calling, result, { role: 'assistant', content: 'a' }, result),
    'tool_call_id  is not found',
  ],
  ['a result without id', messages(user, calling, { role: 'tool', content: 'a' }), 'tool_call_id  is not found'],
  [
    'two results of one call',
    messages(user, calling, result, result),
    'Invalid request: tool_call_id read_0 has more than one response message',
  ],
  [
    'two calls of one id',
    messages(user, { ...calling, tool_calls: [call(), call()] }, result),
    'Invalid request: tool call id read_0 is duplicated in the message at position 1',
  ],
  [
    'a result without content',
    messages(user, calling, { role: 'tool', tool_call_id: 'read_0' }),
    "the message at position 2 with role 'tool' must not be empty",
  ],
  [
    'a call without id',
    messages(user, { ...calling, tool_calls: [call('')] }),
    'Invalid request: id must not be empty in a tool call of the message at position 1',
  ],
  [
    'a call of another type',
    messages(user, { ...calling, tool_calls: [{ ...call(), type: 'custom' }] }),
    'Invalid request: type must be function in a tool call of the message at position 1',
  ],
  [
    'a call without name',
    messages(user, { ...calling, tool_calls: [{ ...call(), function: { arguments: '{}' } }] }),
    'Invalid request: function name must not be empty in a tool call of the message at position 1',
  ],
  [
    'arguments that are an object',
    messages(user, { ...calling, tool_calls: [{ ...call(), function: { name: 'read', arguments: {} } }] }),
    'Invalid request: arguments must be a string in a tool call of the message at position 1',
  ],
  [
    'calls by the user',
    messages({ ...user, tool_calls: [call()] }),
    'Invalid request: only an assistant message may have tool_calls',
  ],
  [
    'calls that are no array',
    messages(user, { ...calling, content: 'a', tool_calls: {} }),
    'Invalid request: tool_calls must be an array in the message at position 1',
  ],
];

const acceptances: Acceptance[] = [
  [
    'null message fields',
    messages(user, {
      ...{ role: 'assistant', content: 'a', reasoning_content: 'b' },
      ...{ tool_calls: null, function_call: null, refusal: null, audio: null, annotations: null },
    }),
  ],
  ['an assistant without reasoning or calls', messages(user, { role: 'assistant', content: 'a' }, user)],
  ['an empty reasoning_content', messages(user, { ...calling, reasoning_content: '' }, result)],
  ['calls without content', messages(user, { ...calling, content: null }, result)],
  ['an empty list of calls', messages(user, { role: 'assistant', content: 'a', tool_calls: [] }, user)],
  [
    'results in another order',
    messages(
      user,
      { ...calling, tool_calls: [call('a'), call('b')] },
      { ...result, tool_call_id: 'b' },
      { ...result, tool_call_id: 'a', name: 'read' },
    ),
  ],
  ['ids that repeat in a later turn', messages(user, calling, result, calling, result, user)],
  ['an empty result', messages(user, calling, { ...result, content: '' })],
  [
    'a video and text as a result',
    messages(user, calling, {
      ...result,
      content: [
        { type: 'video_url', video_url: { url: 'data:video/mp4;base64,AA==' } },
        { type: 'text', text: 'clip' },
      ],
    }),
  ],
  ['an inline image', image(PIXEL_URL)],
  ['an image as a bare string', says([{ type: 'image_url', image_url: WEBP_URL }])],
  [
    'a partial message at the end',
    messages(user, { role: 'assistant', content: 'a', reasoning_content: 'b', partial: true }),
  ],
];

describeChecks('the simulator, of messages:', refusals, acceptances);
describeChecks('the simulator, of tool calls:', callRefusals, []);
