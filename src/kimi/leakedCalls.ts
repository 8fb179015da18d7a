import type { ToolCall } from '../agent/model.ts';

/**
 * Servers without a tool-call parser, or with a wrong one, let the model's own markers through as text (Kimi-K2 #89,
 * vLLM #33646): `<|tool_calls_section_begin|><|tool_call_begin|>functions.name:0<|tool_call_argument_begin|>{…}
 * <|tool_call_end|><|tool_calls_section_end|>`.
 */
const SECTION = '<|tool_calls_section_begin|>';
const CALL = '<|tool_call_begin|>';
const MARKERS = [SECTION, CALL];
const ARGUMENTS = '<|tool_call_argument_begin|>';
const END = '<|tool_call_end|>';
/** As SGLang reads it: an optional `functions.`, the name, and the call's index. */
const HEADER = /^(?:functions\.)?([\w.-]+):(\d+)$/;

/** Lets text through up to a leaked marker, and keeps back everything from there on. */
export class LeakFilter {
  private held = '';

  /** The part of `text` that can be shown now; nothing, once a marker has come. */
  feed(text: string): string {
    const all = this.held + text;
    const at = firstMarker(all);
    const safe = at === -1 ? all.length - possibleMarkerLength(all) : at;
    this.held = all.slice(safe);
    return all.slice(0, safe);
  }

  /** What was kept back and turned out to be no marker, now that the stream goes on elsewhere. */
  settle(): string {
    if (firstMarker(this.held) === 0) return '';
    const text = this.held;
    this.held = '';
    return text;
  }

  /** What was kept back, at the end. */
  get rest(): string {
    return this.held;
  }
}

/** The calls in a leaked text, of declared tools only; undefined when it holds anything but such calls. */
export function parseLeakedCalls(text: string, declared: ReadonlySet<string>): ToolCall[] | undefined {
  if (!text.startsWith(SECTION) && !text.startsWith(CALL)) return undefined;
  const calls: ToolCall[] = [];
  for (const { header, args } of leakedCalls(text)) {
    const name = HEADER.exec(header)?.[1];
    if (name === undefined || !declared.has(name) || !isJsonObject(args)) return undefined;
    calls.push({ id: header, name, arguments: args.trim() });
  }
  return calls.length > 0 ? calls : undefined;
}

function* leakedCalls(text: string): Generator<{ header: string; args: string }> {
  for (let at = text.indexOf(CALL); at >= 0; ) {
    const from = text.indexOf(ARGUMENTS, at);
    if (from < 0) return;
    const end = text.indexOf(END, from);
    const to = end < 0 ? text.length : end;
    yield { header: text.slice(at + CALL.length, from).trim(), args: text.slice(from + ARGUMENTS.length, to) };
    at = text.indexOf(CALL, to);
  }
}

function firstMarker(text: string): number {
  const places = MARKERS.map((marker) => text.indexOf(marker)).filter((place) => place !== -1);
  return places.length === 0 ? -1 : Math.min(...places);
}

/** How much of the end of a text may be the beginning of a marker. */
function possibleMarkerLength(text: string): number {
  const from = text.lastIndexOf('<');
  if (from === -1) return 0;
  const end = text.slice(from);
  return MARKERS.some((marker) => marker.startsWith(end)) ? end.length : 0;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
