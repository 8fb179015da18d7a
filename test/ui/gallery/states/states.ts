import type { State } from '../State.ts';
import { answers } from './answers.ts';
import { beginnings } from './beginnings.ts';
import { commands } from './commands.ts';
import { consents } from './consents.ts';
import { edits } from './edits.ts';
import { failures } from './failures.ts';
import { inputs } from './inputs.ts';
import { surroundings } from './surroundings.ts';
import { tools } from './tools.ts';

const usual = [
  ...beginnings,
  ...inputs,
  ...answers,
  ...tools,
  ...commands,
  ...edits,
  ...consents,
  ...failures,
  ...surroundings,
];

const LONG = ['2,000 messages: the beginning', '2,000 messages: the middle', '2,000 messages: the end'];

/** Those in which a line is full, or a card has many buttons. */
const NARROW = [
  'Empty: no key',
  'Empty: the simulator answers',
  'Input: what can be mentioned',
  'Input: what is attached',
  'Queue: while a turn runs',
  'Answer: headings, lists, tables, links',
  'Answer: code',
  'Answer: a list of files',
  'Answer: where a link leads, away from the end',
  'Tools: calls that only look, unfolded',
  'Tools: one of each',
  'Tools: one of them failed',
  'Tools: helpers explore',
  'Question: several answers',
  'Plan to approve: asks',
  'Command: asks',
  'Command: in the background, two of them',
  'Edit: creates, deletes, renames; several wait',
  'Changes of a turn: opened',
  'Restore: asks about what was changed since',
  'Consent: a server of tools starts',
  'Consent: always allow',
  'Error: 401, the key is not accepted',
  'Waits: 429',
  'Sessions: pointed at',
  'Find: matches',
  'Footer: what was used',
  ...LONG,
];

const WIDE = [
  'Empty: a key and a folder',
  'Input: what is attached',
  'Answer: headings, lists, tables, links',
  'Tools: one of each',
  'Edit: creates, deletes, renames; several wait',
  'Sessions',
  ...LONG,
];

const at = (width: number, names: string[]): State[] =>
  names.map((wanted) => {
    const state = usual.find(({ name }) => name === wanted);
    if (!state) throw new Error(`There is no state "${wanted}".`);
    return { ...state, name: `${width} pixels. ${wanted}`, width };
  });

export const states: State[] = [...usual, ...at(220, NARROW), ...at(800, WIDE)];
