import type { z } from 'zod';
import { openControlMarks } from '../util/text/escapeSpecialTokens.ts';
import { truncate } from '../util/text/truncate.ts';
import type { Tool } from './contracts/tool.ts';

type Issue = z.core.$ZodIssue;

/** Each round mends one level of nesting; no tool's arguments are deeper. */
const MAX_MENDING_ROUNDS = 4;
const EXCERPT_RADIUS = 40;

/**
 * The arguments of a call as the model wrote them. Unknown keys are ignored, and slips with only one reading are mended:
 * a number or a boolean in quotes, JSON in a string where an object or an array belongs, a sole object where an array
 * of them does, null for what is left out.
 * Throws an Error whose message lets the model correct the call.
 */
export function parseArguments<Args>(tool: Pick<Tool<Args>, 'name' | 'schema'>, json: string): Args {
  let value = parseJson(tool.name, json);
  refuseHalves(tool.name, value);
  for (let round = 0; ; round++) {
    const result = tool.schema.safeParse(value);
    if (result.success) return result.data;
    const { issues } = result.error;
    const root = { value };
    const mended = round < MAX_MENDING_ROUNDS && issues.map((issue) => mend(root, issue)).includes(true);
    if (!mended) throw new Error(wordIssues(tool.name, value, issues));
    value = root.value;
  }
}

function parseJson(toolName: string, json: string): unknown {
  if (json.trim() === '') return {};
  try {
    return JSON.parse(json, (_, part) => (typeof part === 'string' ? openControlMarks(part) : part));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The arguments of ${toolName} are not valid JSON: ${reason}${nearby(json, reason)}\n` +
        'Nothing was done. Send the call again with one valid JSON object; in strings, write " as \\" and line ends as \\n. ' +
        'In this conversation, {} is in their place.',
      { cause: error },
    );
  }
}

/** Half of a surrogate pair is no character: on disk it would be U+FFFD, which nobody wrote. */
function refuseHalves(toolName: string, value: unknown): void {
  const half = halfIn(value);
  if (half === undefined) return;
  throw new Error(
    `The arguments of ${toolName} hold ${half}, which is half of a surrogate pair and no character.\n` +
      'Nothing was done. Send the call again with the whole character; to write the escape itself, double its backslash.',
  );
}

/** The first half of a pair in the strings of a value, as an escape. */
function halfIn(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const half = value.isWellFormed() ? undefined : /\p{Cs}/u.exec(value)?.[0];
    return half && `\\u${half.charCodeAt(0).toString(16)}`;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const half = halfIn(key) ?? halfIn(part);
    if (half !== undefined) return half;
  }
  return undefined;
}

/** V8 names either the position or an excerpt, except where the text ends too early. */
function nearby(json: string, reason: string): string {
  const position = /at position (\d+)/.exec(reason)?.[1];
  if (position === undefined && reason.includes('is not valid JSON')) return '';
  const at = position === undefined ? json.length : Number(position);
  return `, near: ${json.slice(Math.max(0, at - EXCERPT_RADIUS), at + EXCERPT_RADIUS).toWellFormed()}`;
}

/** Mends the value that the issue is about, in place. Returns whether it did. */
function mend(root: { value: unknown }, issue: Issue): boolean {
  if (issue.code !== 'invalid_type') return false;
  const path: PropertyKey[] = ['value', ...issue.path];
  const key = path.pop();
  const parent = path.reduce<unknown>(child, root);
  if (key === undefined || typeof parent !== 'object' || parent === null) return false;
  const value = child(parent, key);
  if (value === null) return issue.path.length > 0 && !Array.isArray(parent) && Reflect.deleteProperty(parent, key);
  const meant = typeof value === 'string' ? readAs(issue.expected, value) : soleItem(issue.expected, value);
  return meant !== undefined && Reflect.set(parent, key, meant);
}

function child(parent: unknown, key: PropertyKey): unknown {
  return typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined;
}

function soleItem(expected: string, value: unknown): unknown[] | undefined {
  return expected === 'array' && typeof value === 'object' ? [value] : undefined;
}

function readAs(expected: string, text: string): unknown {
  switch (expected) {
    case 'number':
    case 'int':
      return /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
    case 'boolean':
      return { true: true, false: false }[text.trim().toLowerCase()];
    case 'object':
    case 'array':
      return readContainer(expected, text);
    default:
      return undefined;
  }
}

function readContainer(expected: 'object' | 'array', text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && Array.isArray(value) === (expected === 'array')
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}

function wordIssues(toolName: string, value: unknown, issues: Issue[]): string {
  const lines = issues.map(
    (issue) => `- ${issue.path.map(String).join('.') || 'arguments'}: ${wordIssue(value, issue)}`,
  );
  return `The arguments of ${toolName} are wrong:\n${lines.join('\n')}\nNothing was done. Correct them and call ${toolName} again.`;
}

function wordIssue(root: unknown, issue: Issue): string {
  const value = issue.path.reduce<unknown>(child, root);
  if (issue.code !== 'invalid_type') return `${issue.message}${value === undefined ? '' : `, got ${excerptOf(value)}`}`;
  if (value === undefined) return `missing, expected ${issue.expected}`;
  return `expected ${issue.expected}, got ${excerptOf(value)}`;
}

function excerptOf(value: unknown): string {
  const json = JSON.stringify(value);
  const kind = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  return `${kind} ${json.length > EXCERPT_RADIUS ? `${truncate(json, EXCERPT_RADIUS)}…` : json}`;
}
