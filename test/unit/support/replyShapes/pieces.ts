import type { ShapeRow } from './ShapeRow.ts';

export const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
export const choice = (value: object) => event({ choices: [{ index: 0, ...value }] });
export const delta = (value: object, finish: unknown = null) => choice({ delta: value, finish_reason: finish });
export const end = (reason: unknown = 'stop') => delta({}, reason);
export const DONE = 'data: [DONE]\n\n';
export const WORD = delta({ content: 'Whole.' });
export const TAIL = `${end()}${DONE}`;
export const HM = delta({ reasoning_content: 'Hm.' });
export const whole = (...parts: string[]) => `${parts.join('')}${TAIL}`;

export const ARGS = '{"path":"a.txt"}';
export const READ: NonNullable<ShapeRow['said']> = { content: '', reasoning: 'Hm.', calls: [['read_file', ARGS]] };
export const calls = (...pieces: object[]) => delta({ tool_calls: pieces });
export const opened = (rest: object = {}) => ({
  index: 0,
  id: 'c1',
  type: 'function',
  function: { name: 'read_file', arguments: '' },
  ...rest,
});
export const piece = (text: string, rest: object = { index: 0 }) => ({ ...rest, function: { arguments: text } });
export const CALL = `${HM}${calls(opened())}${calls(piece(ARGS))}`;
export const CALLED = `${end('tool_calls')}${DONE}`;

export const SECTION = `<|tool_calls_section_begin|><|tool_call_begin|>functions.read_file:0<|tool_call_argument_begin|>${ARGS}<|tool_call_end|><|tool_calls_section_end|>`;
export const says = (content: string, reason = 'stop') => `${HM}${delta({ content })}${end(reason)}${DONE}`;
export const answer = (content: string): NonNullable<ShapeRow['said']> => ({ content, reasoning: 'Hm.' });
export const json = (value: unknown): Pick<ShapeRow, 'body' | 'type'> => ({
  body: JSON.stringify(value),
  type: 'application/json',
});
export const message = (value: object, reason: unknown = 'stop') => ({
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', ...value }, finish_reason: reason }],
});
