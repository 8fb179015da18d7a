import fc from 'fast-check';
import { endKind } from '../../../src/kimi/stream/finishReasons.ts';

const word = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  // What may be the beginning of a mark, a line end, and half a surrogate pair, which the next word may complete.
  fc.constantFrom('<|tool', '<', '\r\n', 'é', '💡', '\ud83d', '\ude00'),
);

const call = fc.record({
  name: fc.constantFrom('f', 'one', 'two'),
  args: fc.dictionary(fc.string({ maxLength: 5 }), word),
});

/** What a server says, and how it writes it. */
export const randomReply = fc.record({
  parts: fc.array(fc.record({ type: fc.constantFrom('reasoning', 'content'), text: word }), { maxLength: 8 }),
  calls: fc.array(call, { maxLength: 3 }),
  /** Calls in the text, and what follows them; `fenced`: in a block of code. */
  leak: fc.option(
    fc.record({ fenced: fc.boolean(), after: fc.constantFrom('', '\n', ' ', 'And more.', '<|im_end|>') }),
    {
      freq: 4,
    },
  ),
  field: fc.constantFrom('reasoning_content', 'reasoning', 'thinking', 'details', 'tags', 'endTag'),
  reason: fc.constantFrom(
    'stop',
    'tool_calls',
    'function_call',
    'length',
    'MAX_TOKENS',
    'abort',
    'content_filter',
    'odd',
  ),
  ending: fc.constantFrom('both', 'done', 'reason', 'none'),
  connection: fc.constantFrom('ends', 'open', 'breaks'),
  contentType: fc.constantFrom('text/event-stream', '', 'text/plain', 'Text/Event-Stream', 'application/json'),
  lines: fc.constantFrom('\n\n', '\n', '\r\n\r\n', '\r\r'),
  calledAs: fc.constantFrom('fragments', 'objects', 'wholes', 'counting', 'noIndex', 'nullIndex'),
  contentAs: fc.constantFrom('text', 'list', 'object'),
  pings: fc.boolean(),
  emptyReasons: fc.boolean(),
  inOnePiece: fc.boolean(),
});
export type RandomReply = typeof randomReply extends fc.Arbitrary<infer T> ? T : never;

export const LEAKED = '{"leaked":true}';
const SECTION = `<|tool_calls_section_begin|><|tool_call_begin|>functions.f:0<|tool_call_argument_begin|>${LEAKED}<|tool_call_end|><|tool_calls_section_end|>`;

/** What the reply says, as its server means it. */
export function meaningOf(reply: RandomReply) {
  const { parts, leak, field, calls } = reply;
  const tagged = field === 'tags' || field === 'endTag';
  const textOf = (type: string) => {
    const text = parts.flatMap((part) => (part.type === type ? [part.text] : [])).join('');
    // Whether a tag is meant is not the question here: nothing about it is code, a quote or a tag.
    return tagged ? text.replace(/[<`"'“”‘’«»「」]/g, '') : text.replaceAll('`', '');
  };
  const [reasoning, content] = [textOf('reasoning'), textOf('content')];
  const fence = leak?.fenced ? '\n```\n' : '';
  const section = leak ? `${fence}${SECTION}${leak.after}` : '';
  const salvaged = leak !== null && !leak.fenced && leak.after !== 'And more.' && calls.length === 0;
  const said = content + (salvaged ? '' : section);
  return {
    reasoning,
    /** As it is sent. */
    content: content + section,
    /** As it is shown. */
    said: tagged && reasoning !== '' ? said.trimStart() : said,
    calls: salvaged
      ? [{ name: 'f', args: LEAKED }]
      : calls.map(({ name, args }) => ({ name, args: JSON.stringify(args) })),
    tagged,
  };
}

/** What is to become of it: the failure, or how it finished. */
export function outcomeOf(reply: RandomReply): string {
  const { said, calls } = meaningOf(reply);
  if (reply.ending === 'none') return 'cut';
  const kind = reply.ending === 'done' && !reply.inOnePiece ? 'whole' : endKind(reply.reason);
  if (kind === 'length') return 'length';
  if (calls.length > 0) return 'tool_calls';
  if (kind === 'refused') return 'contentFilter';
  if (kind !== 'whole') return 'brokenOff';
  return said.trim() === '' ? 'emptyReply' : 'stop';
}

/** The events of the reply, each with what ends it. */
export function eventsOf(reply: RandomReply): string[] {
  const { lines, pings, ending, reason, emptyReasons, connection } = reply;
  if (reply.inOnePiece) return [JSON.stringify({ choices: [{ message: messageOf(reply), finish_reason: reason }] })];
  const blank = emptyReasons ? '' : null;
  const chunk = (delta: object, finish: unknown = blank) =>
    JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] });
  const events = [{ role: 'assistant', content: '' }, ...deltasOf(reply)].map(
    (delta) => `data: ${chunk(delta)}${lines}`,
  );
  if (ending === 'both' || ending === 'reason') events.push(`data: ${chunk({}, reason)}${lines}`);
  // Half a piece of usage, after which nothing comes.
  if (ending === 'reason' && connection === 'breaks') events.push('data: {"usage":{"prom');
  if (ending === 'both' || ending === 'done')
    events.push(`data: [DONE]${lines}`, `data: ${chunk({ content: 'Not said.' })}${lines}`);
  return pings ? events.flatMap((text) => [`: ping${lines}`, `data: ping${lines}`, text]) : events;
}

function messageOf(reply: RandomReply): object {
  const { reasoning, content, tagged } = meaningOf(reply);
  const opened = reply.field === 'tags' ? '<think>' : '';
  const tool_calls = reply.calls.map(({ name, args }, index) => ({
    id: `${name}:${index}`,
    function: { name, arguments: args },
  }));
  return {
    content: tagged && reasoning !== '' ? `${opened}${reasoning}</think>${content}` : content,
    ...(tagged ? {} : { reasoning_content: reasoning }),
    tool_calls,
  };
}

/** Reasoning and content in turns, where they are not told apart by tags. */
function deltasOf(reply: RandomReply): object[] {
  const { parts, field } = reply;
  const { reasoning, content, tagged } = meaningOf(reply);
  if (tagged && reasoning !== '') {
    const text = `${field === 'tags' ? '<think>' : ''}${reasoning}</think>${content}`;
    return [...(text.match(/[\s\S]{1,5}/g) ?? []).map((piece) => contentDelta(reply, piece)), ...callDeltas(reply)];
  }
  const texts = parts
    .map(({ type, text }) => ({
      type,
      text: tagged ? text.replace(/[<`"'“”‘’«»「」]/g, '') : text.replaceAll('`', ''),
    }))
    .filter(({ text }) => text !== '');
  const leaked = content.slice(texts.reduce((sum, { type, text }) => sum + (type === 'content' ? text.length : 0), 0));
  return [
    ...texts.map(({ type, text }) => (type === 'content' ? contentDelta(reply, text) : reasoningDelta(field, text))),
    ...(leaked.match(/[\s\S]{1,9}/g) ?? []).map((piece) => contentDelta(reply, piece)),
    ...callDeltas(reply),
  ];
}

function reasoningDelta(field: string, text: string): object {
  return field === 'details' ? { reasoning_details: [{ type: 'reasoning.text', text }] } : { [field]: text };
}

function contentDelta({ contentAs }: RandomReply, text: string): object {
  if (contentAs === 'text') return { content: text };
  const part = { type: 'text', text };
  return { content: contentAs === 'list' ? [part] : part };
}

function callDeltas({ calls, calledAs }: RandomReply): object[] {
  let count = 0;
  return calls.flatMap(({ name, args }, at) => {
    const id = `${name}:${at}`;
    const json = JSON.stringify(args);
    const half = Math.floor(json.length / 2);
    const one = (fragment: object) => ({ tool_calls: [fragment] });
    const named = { type: 'function', id };
    const index = calledAs === 'noIndex' ? {} : { index: calledAs === 'nullIndex' ? null : at };
    if (calledAs === 'objects') return [one({ ...index, ...named, function: { name, arguments: args } })];
    if (calledAs === 'wholes') return [one({ ...index, ...named, function: { name, arguments: json } })];
    const counted = () => (calledAs === 'counting' ? { index: count++, id } : index);
    return [
      one({ ...counted(), ...named, function: { name, arguments: '' } }),
      one({ ...counted(), function: { arguments: json.slice(0, half) } }),
      one({ ...counted(), function: { arguments: json.slice(half) } }),
    ];
  });
}
