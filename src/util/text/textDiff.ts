import { applyPatch, createTwoFilesPatch, structuredPatch } from 'diff';

/** Lines of context around a change: what must still stand there for the change to apply to a file that moved on. */
const CONTEXT_LINES = 3;
/** Texts that differ more than can be compared in this time count as wholly replaced. */
const TIMEOUT_MS = 500;

/** A unified diff of two texts, without file headers. */
export function unifiedDiff(before: string, after: string): string {
  const patch = createTwoFilesPatch('proposed', 'accepted', before, after, '', '', {
    context: CONTEXT_LINES,
    timeout: TIMEOUT_MS,
  });
  return patch?.slice(patch.indexOf('@@')) ?? 'The whole text was replaced.';
}

/** The change from `before` to `after`, made to `base` instead; undefined when its surroundings are no longer there. */
export function rebaseChange(before: string, after: string, base: string): string | undefined {
  if (base === before) return after;
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT_LINES, timeout: TIMEOUT_MS });
  if (!patch) return undefined;
  const result = applyPatch(base, patch, { fuzzFactor: 0, autoConvertLineEndings: false });
  return result === false ? undefined : result;
}
