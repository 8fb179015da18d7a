import type { ToolCall } from '../../agent/contracts/model.ts';
import { isObject, parseJson } from '../../util/text/json.ts';
import { OpenCode } from './openCode.ts';
import { beginningLength } from './thinkTags.ts';

/**
 * Servers without a tool-call parser, or with a wrong one, let the model's own markers through as text (Kimi-K2 #89,
 * vLLM #33646): `<|tool_calls_section_begin|><|tool_call_begin|>functions.name:0<|tool_call_argument_begin|>{…}
 * <|tool_call_end|><|tool_calls_section_end|>`.
 */
const SECTION = '<|tool_calls_section_begin|>';
const SECTION_END = '<|tool_calls_section_end|>';
const CALL = '<|tool_call_begin|>';
const MARKERS = [SECTION, CALL];
const MARKER = /<\|tool_call(?:s_section)?_begin\|>/;
const ARGUMENTS = '<|tool_call_argument_begin|>';
const END = '<|tool_call_end|>';
/** What ends a message, where even that is let through. */
const MESSAGE_END = '<|im_end|>';
/** As SGLang reads it: an optional `functions.`, the name, and the call's index. */
const HEADER = /^(?:functions\.)?([\w.-]+):(\d+)$/;

/** Lets text through up to a leaked marker, and keeps back everything from there on. What a text shows as code is no leak. */
export class LeakFilter {
  private held = '';
  private caught = false;
  private readonly code = new OpenCode();
  private readonly leaks: boolean;

  /** `leaks`: the endpoint is one that may leak. */
  constructor(leaks: boolean) {
    this.leaks = leaks;
  }

  /** The part of `text` that can be shown now; nothing, once a marker has come. */
  feed(text: string): string {
    if (!this.leaks) return text;
    this.held += text;
    let shown = '';
    while (!this.caught) {
      const at = this.held.search(MARKER);
      if (at < 0) return shown + this.release(this.held.length - possibleMarkerLength(this.held));
      shown += this.release(at);
      this.caught = !this.code.open;
      if (!this.caught) shown += this.release(1);
    }
    return shown;
  }

  /** What was kept back and turned out to be no marker, now that the stream goes on elsewhere. */
  settle(): string {
    return this.caught ? '' : this.release(this.held.length);
  }

  /** What was kept back, at the end. */
  get rest(): string {
    return this.held;
  }

  private release(length: number): string {
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    this.code.feed(text);
    return text;
  }
}

/**
 * The calls in a leaked text, where it is one section of calls of declared tools and nothing else; undefined otherwise: then it
 * speaks of calls, or was cut. The last end marks may be missing, since the model stops there.
 */
export function parseLeakedCalls(text: string, declared: ReadonlySet<string>): ToolCall[] | undefined {
  const calls: ToolCall[] = [];
  let rest = after(text.trim(), SECTION);
  while (rest.startsWith(CALL)) {
    const from = rest.indexOf(ARGUMENTS);
    const header = rest.slice(CALL.length, from).trim();
    const name = from < 0 ? undefined : HEADER.exec(header)?.[1];
    if (name === undefined || !declared.has(name)) return undefined;
    const end = endOfArguments(rest, from);
    const args = rest.slice(from + ARGUMENTS.length, end).trim();
    if (!isJsonObject(args)) return undefined;
    calls.push({ id: header, name, arguments: args });
    rest = after(rest.slice(end).trimStart(), END);
  }
  const over = after(after(rest, SECTION_END), MESSAGE_END) === '';
  return over && calls.length > 0 ? calls : undefined;
}

/** Where the arguments end that begin at `from`: at their mark, or where the model stopped. */
function endOfArguments(text: string, from: number): number {
  const ends = [END, SECTION_END, MESSAGE_END].map((mark) => text.indexOf(mark, from)).filter((place) => place >= 0);
  return ends.length === 0 ? text.length : Math.min(...ends);
}

/** The text after a mark at its beginning, if it is there, and white space. */
function after(text: string, mark: string): string {
  return text.startsWith(mark) ? text.slice(mark.length).trimStart() : text;
}

function possibleMarkerLength(text: string): number {
  return Math.max(...MARKERS.map((marker) => beginningLength(text, marker)));
}

/** Whether a text is a JSON object, as arguments are. */
export function isJsonObject(text: string): boolean {
  return isObject(parseJson(text));
}
