import { truncate } from '../../src/util/text/truncate.ts';
import { plainText } from '../markdown/plainText.ts';

/** Of a text, where its gist is looked for. */
const LOOKED_AT = 2_000;

const MAX_LENGTH = 140;

/** Ways to begin that say nothing. */
const FILLER =
  /^(?:ok(?:ay)?|so|well|hmm?|now|right|alright|let(?:'|’)?s? (?:me )?(?:think|see|look|start|begin)|i(?:'|’)ll (?:think|see|look))\b/i;

/** What a reasoning is about, in a line: a heading or a bold line in it, or its first sentence that says something. Empty where nothing does. */
export function reasoningGist(markdown: string): string {
  const text = truncate(markdown, LOOKED_AT);
  const heading = /^(?:#{1,6}[ \t]+(.+)|\*\*([^*\n]+)\*\*:?)[ \t]*$/m.exec(text);
  const title = heading?.[1] ?? heading?.[2];
  if (title) return cut(plainText(title));
  const sentences = text
    .split(/\n\s*\n/)
    .map((paragraph) => plainText(paragraph).replace(/\s+/g, ' ').trim())
    .flatMap((paragraph) => paragraph.split(/(?<=[.!?。！？]) /));
  return cut(sentences.find(saysSomething) ?? '');
}

function saysSomething(sentence: string): boolean {
  return sentence.length >= 12 && !(FILLER.test(sentence) && sentence.length < 60);
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${truncate(line, MAX_LENGTH - 1).trimEnd()}…` : line;
}
