import { parseJson } from '../../util/text/json.ts';
import { fault } from '../client/classifyError.ts';
import { pageText } from '../client/pageText.ts';
import { ReplyError, tooLong } from './replyError.ts';

/** One thing that a server says in a stream. `error`: the event has that name. `text`: it is no JSON. */
export type ReplyEvent =
  | { type: 'done' }
  | ({ error: boolean } & ({ type: 'json'; value: unknown } | { type: 'text'; text: string }));

/** A field of server-sent events, or a comment, at the beginning of a body. */
const FIELDS = ['data:', 'event:', 'id:', 'retry:', ':'];

/** Of a reply in one piece: more than any says. */
const MAX_JSON_CHARACTERS = 40_000_000;

/** Lines of one event that are tried as one JSON text as each of them comes; of more, only at the event's end. */
const MAX_TRIED_LINES = 200;

/**
 * Reads what a stream says from its text, by what the text is and not by what its type says: server-sent events, or JSON in one
 * piece or in lines. Events are told as soon as they are there: servers leave out the blank line that ends one. Several lines of
 * data are one JSON text where that reads as one, and else as many. Throws ReplyError where the body is something else.
 */
export class ReplyEvents {
  private readonly contentType: string;
  private readonly tell: (event: ReplyEvent) => void;
  private form: 'unknown' | 'events' | 'json' = 'unknown';
  /** What has no line end yet; of JSON, everything. */
  private rest = '';
  private length = 0;
  private name = '';
  /** Those of an event that is not whole yet, and their length. */
  private lines: string[] = [];
  private waiting = 0;

  constructor(contentType: string, tell: (event: ReplyEvent) => void) {
    this.contentType = contentType.toLowerCase();
    this.tell = tell;
  }

  feed(text: string): void {
    this.rest += text;
    this.length += text.length;
    if (this.form === 'unknown') this.form = this.formOf(this.rest.trimStart(), false);
    if (this.form === 'json' && this.length > MAX_JSON_CHARACTERS) throw tooLong();
    // A long line comes in many pieces, and is looked through once.
    if (this.form === 'events' && (/[\r\n]/.test(text) || this.length === this.rest.length)) this.readLines();
  }

  /** Whether what came so far is whole JSON, of which a server has to send no more. */
  get isWholeJson(): boolean {
    return this.form === 'json' && parseJson(this.rest.trim()) !== undefined;
  }

  get isJson(): boolean {
    return this.form === 'json';
  }

  end(): void {
    if (this.form === 'unknown') this.form = this.formOf(this.rest.trimStart(), true);
    if (this.form === 'json') return this.endJson();
    this.rest += '\n\n';
    this.readLines();
  }

  private formOf(start: string, ended: boolean): 'unknown' | 'events' | 'json' {
    const isStream = this.contentType.includes('event-stream');
    if (start === '') return ended && !isStream ? this.refuse(start) : 'unknown';
    if (start.startsWith('<')) return this.refuse(start);
    if (/^[{["]/.test(start)) return 'json';
    if (isStream || FIELDS.some((field) => start.startsWith(field))) return 'events';
    return !ended && FIELDS.some((field) => field.startsWith(start)) ? 'unknown' : this.refuse(start);
  }

  private refuse(start: string): never {
    const words = [this.contentType, pageText(start.slice(0, 2000))].filter((part) => part !== '');
    throw new ReplyError(fault('badEndpoint', words.join(': ')));
  }

  private endJson(): void {
    const whole = parseJson(this.rest.trim());
    if (whole !== undefined) this.tellJson(whole);
    else for (const line of this.rest.split('\n')) this.tellLine(line.trim());
    if (whole !== undefined) this.tell({ type: 'done' });
  }

  /** A list is one of the pieces of a reply (Gemini). */
  private tellJson(value: unknown): void {
    for (const entry of Array.isArray(value) ? value : [value]) this.tell({ type: 'json', value: entry, error: false });
  }

  private readLines(): void {
    const lines = this.rest.split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.readLine(line);
  }

  private readLine(line: string): void {
    if (line.trim() === '') return this.endEvent();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line.trim() : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).trim();
    if (field === 'data') this.readData(value);
    else if (field === 'event') this.name = value.toLowerCase();
    // A server, or what stands before it, that falls out of its part.
    else if (field !== '' && field !== 'id' && field !== 'retry') this.tellLine(line.trim());
  }

  private readData(data: string): void {
    if (data.startsWith('data:')) return this.readData(data.slice(5).trim());
    if (this.lines.length === 0) {
      if (data === '') return;
      if (/^[{[]/.test(data) && parseJson(data) === undefined && !isDone(data)) this.lines.push(data);
      else this.tellLine(data);
      return;
    }
    this.lines.push(data);
    this.waiting += data.length;
    if (this.waiting > MAX_JSON_CHARACTERS) throw tooLong();
    if (this.lines.length > MAX_TRIED_LINES || !/[}\]]$/.test(data)) return;
    const value = parseJson(this.lines.join('\n'));
    if (value === undefined) return;
    this.lines = [];
    this.waiting = 0;
    this.tell({ type: 'json', value, error: this.isError });
  }

  private endEvent(): void {
    const { lines } = this;
    this.lines = [];
    this.waiting = 0;
    const value = lines.length > MAX_TRIED_LINES ? parseJson(lines.join('\n')) : undefined;
    if (value !== undefined) this.tell({ type: 'json', value, error: this.isError });
    else for (const line of lines) this.tellLine(line);
    this.name = '';
  }

  private tellLine(line: string): void {
    if (line === '') return;
    if (isDone(line)) return this.tell({ type: 'done' });
    // Nothing else is a part of a reply or an error, and a failed try is dear.
    const value = /^[{["]/.test(line) ? parseJson(line) : undefined;
    if (value === undefined) this.tell({ type: 'text', text: line, error: this.isError });
    else if (typeof value === 'string' && isDone(value)) this.tell({ type: 'done' });
    else this.tell({ type: 'json', value, error: this.isError });
  }

  private get isError(): boolean {
    return this.name === 'error';
  }
}

function isDone(text: string): boolean {
  return text.trim().toUpperCase() === '[DONE]';
}
