import { answer, choice, DONE, delta, HM, TAIL, WORD, whole } from './pieces.ts';
import type { ShapeRow } from './ShapeRow.ts';

/** How reasoning and content are written. */
export const textShapes: ShapeRow[] = [
  {
    name: 'content as a list of texts',
    body: whole(
      HM,
      delta({
        content: [
          { type: 'text', text: 'Who' },
          { type: 'text', text: 'le.' },
        ],
      }),
    ),
    said: answer('Whole.'),
  },
  {
    name: 'content as a list with thinking',
    body: whole(
      delta({
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
          { type: 'text', text: 'Whole.' },
        ],
      }),
    ),
    said: answer('Whole.'),
  },
  { name: 'content as an object', body: whole(delta({ content: { type: 'text', text: 'Whole.' } })) },
  {
    name: 'content of null beside reasoning',
    body: whole(delta({ content: null, reasoning_content: 'Hm.' }), WORD),
    said: answer('Whole.'),
  },
  {
    name: 'a whole message in place of deltas',
    body:
      choice({ message: { role: 'assistant', content: 'Whole.', reasoning_content: 'Hm.' }, finish_reason: 'stop' }) +
      DONE,
    said: answer('Whole.'),
  },
  {
    name: 'messages in place of deltas',
    body:
      choice({ message: { content: 'Who' } }) + choice({ message: { content: 'le.' }, finish_reason: 'stop' }) + DONE,
  },
  {
    name: 'a whole message after deltas',
    body: WORD + choice({ delta: {}, message: { content: 'Whole.' }, finish_reason: 'stop' }) + DONE,
  },
  { name: 'a text in place of a delta', body: choice({ text: 'Whole.' }) + TAIL },
  { name: 'a refusal in place of content', body: whole(delta({ refusal: 'Whole.' })) },
  { name: 'reasoning under its other name', body: whole(delta({ reasoning: 'Hm.' }), WORD), said: answer('Whole.') },
  {
    name: 'reasoning under both names',
    body: whole(delta({ reasoning: 'Hm.', reasoning_content: 'Hm.' }), WORD),
    said: answer('Whole.'),
  },
  {
    name: 'reasoning under one name, and the other empty',
    body: whole(delta({ reasoning: 'Hm.', reasoning_content: '' }), WORD),
    said: answer('Whole.'),
  },
  { name: 'reasoning as thinking', body: whole(delta({ thinking: 'Hm.' }), WORD), said: answer('Whole.') },
  {
    name: 'reasoning in details',
    body: whole(delta({ reasoning_details: [{ type: 'reasoning.text', text: 'Hm.' }] }), WORD),
    said: answer('Whole.'),
  },
  {
    name: 'reasoning in details as well',
    body: whole(delta({ reasoning: 'Hm.', reasoning_details: [{ type: 'reasoning.text', text: 'Hm.' }] }), WORD),
    said: answer('Whole.'),
  },
  {
    name: 'reasoning as a list',
    body: whole(delta({ reasoning_content: [{ type: 'text', text: 'Hm.' }] }), WORD),
    said: answer('Whole.'),
  },
  {
    name: 'reasoning and content in turns',
    body: whole(
      delta({ reasoning_content: 'H' }),
      delta({ content: '| a |\n' }),
      delta({ reasoning_content: 'm.' }),
      delta({ content: '|---|\n| b |' }),
    ),
    said: answer('| a |\n|---|\n| b |'),
  },
];
