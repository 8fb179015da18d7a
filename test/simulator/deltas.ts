import type { Completion, Place } from './scenario.ts';
import { argumentsText, callId } from './toolCalls.ts';

export interface Delta {
  kind: 'reasoning' | 'content' | 'toolCalls' | 'raw';
  /** What it adds to the reply. */
  text: string;
  /** What stands in `choices[0].delta`. */
  delta: object;
}

/** The text of a completion in the order of a live stream: reasoning, content, then one tool call after the other. */
export function deltasOf(completion: Completion): Delta[] {
  const { reasoning, content, toolCalls = [], reasoningField = 'reasoning_content', split = 'word' } = completion;
  const pieces = split === 'character' ? (text: string) => [...text] : words;
  const deltas: Delta[] = [];
  for (const text of reasoning === '' ? [''] : pieces(reasoning ?? '')) {
    deltas.push({ kind: 'reasoning', text, delta: { [reasoningField]: text } });
  }
  for (const text of pieces(content ?? '')) deltas.push({ kind: 'content', text, delta: { content: text } });
  for (const [index, call] of toolCalls.entries()) {
    const opening = { id: callId(call, index), type: 'function', function: { name: call.name, arguments: '' } };
    deltas.push({ kind: 'toolCalls', text: '', delta: { tool_calls: [{ index, ...opening }] } });
    for (const text of split === 'character' ? [...argumentsText(call)] : jsonPieces(argumentsText(call))) {
      deltas.push({ kind: 'toolCalls', text, delta: { tool_calls: [{ index, function: { arguments: text } }] } });
    }
  }
  return deltas;
}

/** Each word with the white space that follows it. */
function words(text: string): string[] {
  return text.match(/\S+\s*|^\s+/g) ?? [];
}

/** JSON has long stretches without white space: it breaks after its punctuation too. */
function jsonPieces(text: string): string[] {
  return text.match(/[^\s:,]+[\s:,]*|^[\s:,]+/g) ?? [];
}

/** How many deltas come before a place: all of them when it lies past the end. */
export function deltasBefore(place: Place, deltas: Delta[]): number {
  if (typeof place === 'number') return Math.min(place, deltas.length);
  for (const [kind, count] of Object.entries(place)) {
    const ofKind = deltas.flatMap((delta, index) => (delta.kind === kind ? [index] : []));
    const last = ofKind.at(-1);
    return ofKind[count] ?? (last === undefined ? deltas.length : last + 1);
  }
  return deltas.length;
}
