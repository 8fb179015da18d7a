import { ARGS, answer, CALLED, calls, delta, HM, opened, piece, READ, SECTION, says, whole } from './pieces.ts';
import type { ShapeRow } from './ShapeRow.ts';

/** Tags of reasoning and marks of calls in the text. */
export const markShapes: ShapeRow[] = [
  {
    name: 'reasoning between tags',
    body: whole(delta({ content: '<think>Hm.' }), delta({ content: '</thi' }), delta({ content: 'nk>\n\nWhole.' })),
    said: answer('Whole.'),
    noticed: true,
  },
  {
    name: 'reasoning up to an end tag',
    body: whole(delta({ content: 'H' }), delta({ content: 'm.</th' }), delta({ content: 'ink>\nWhole.' })),
    said: answer('Whole.'),
    noticed: true,
  },
  {
    name: 'reasoning up to an end tag, and a call',
    body: delta({ content: 'Hm.</think>' }) + calls(opened()) + calls(piece(ARGS)) + CALLED,
    said: READ,
    noticed: true,
  },
  {
    name: 'an end tag that was left over',
    body: whole(HM, delta({ content: '</think>\n\nWhole.' })),
    said: answer('Whole.'),
  },
  {
    name: 'reasoning between tags and nothing else',
    body: whole(delta({ content: '<think>Hm.</think>' })),
    waits: ['emptyReply'],
  },
  {
    name: 'an answer that mentions the tags',
    body: says('Models write <think> and </think>.'),
    said: answer('Models write <think> and </think>.'),
  },
  {
    name: 'an answer that mentions the tags in code, without reasoning',
    body: whole(delta({ content: 'Write `</think>` at its end.' })),
    said: { content: 'Write `</think>` at its end.' },
  },
  {
    name: 'an answer that mentions the tags in a fence, without reasoning',
    body: whole(delta({ content: '```\na\n</think>\n```\n' })),
    said: { content: '```\na\n</think>\n```\n' },
  },
  {
    name: 'an answer that mentions an end tag in quotes, without reasoning',
    body: whole(delta({ content: 'It ends with "</think>".' })),
    said: { content: 'It ends with "</think>".' },
  },
  { name: 'a leaked call', body: says(SECTION), said: READ },
  { name: 'a leaked call after words', body: says(`I look. ${SECTION}\n`), said: { ...READ, content: 'I look. ' } },
  { name: 'a leaked call in reasoning', body: whole(HM, delta({ reasoning_content: SECTION })), said: READ },
  {
    name: 'a leaked call without its last marks',
    body: says(SECTION.slice(0, SECTION.indexOf('<|tool_call_end|>'))),
    said: READ,
  },
  {
    name: 'words after a leaked call',
    body: says(`${SECTION} That is how it looks.`),
    said: answer(`${SECTION} That is how it looks.`),
  },
  {
    name: 'a leaked call in a fence',
    body: says(`Like this:\n\`\`\`\n${SECTION}\n\`\`\``),
    said: answer(`Like this:\n\`\`\`\n${SECTION}\n\`\`\``),
  },
  {
    name: 'a leaked call in a fence that stays open',
    body: says(`Like this:\n\`\`\`\n${SECTION}`),
    said: answer(`Like this:\n\`\`\`\n${SECTION}`),
  },
  {
    name: 'a leaked call after a backtick',
    body: says(`Like this: \`${SECTION}`),
    said: answer(`Like this: \`${SECTION}`),
  },
  {
    name: 'a leaked call of no tool',
    body: says(SECTION.replace('read_file', 'rm_rf')),
    said: answer(SECTION.replace('read_file', 'rm_rf')),
  },
  {
    name: 'a leaked call beside a structured one',
    body:
      HM + delta({ content: SECTION }) + calls(opened({ function: { name: 'read_file', arguments: ARGS } })) + CALLED,
    said: { ...READ, content: SECTION },
  },
  {
    name: 'a leaked call that is cut',
    body: says(SECTION.slice(0, SECTION.indexOf('.txt')), 'length'),
    said: answer(SECTION.slice(0, SECTION.indexOf('.txt'))),
    ends: 'truncated',
  },
  { name: 'a leaked call at Moonshot', body: says(SECTION), preset: 'moonshot', said: answer(SECTION) },
  { name: 'a leaked call at a hosted gateway', body: says(SECTION), preset: 'empiriolabs', said: answer(SECTION) },
  {
    name: 'half a surrogate pair in each of two deltas',
    body: whole(
      `data: {"choices":[{"delta":{"content":"\\ud83d"}}]}\n\n`,
      `data: {"choices":[{"delta":{"content":"\\ude00"}}]}\n\n`,
    ),
    said: { content: '😀' },
  },
];
