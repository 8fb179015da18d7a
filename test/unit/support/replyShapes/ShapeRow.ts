import type { ServerResponse } from 'node:http';
import type { FailureCode } from '../../../../src/agent/events/events.ts';
import type { PresetId } from '../../../../src/kimi/endpoint/presets.ts';

/** A way in which a server writes a reply, and what becomes of it. */
export interface ShapeRow {
  name: string;
  /** The body; pieces are written one after the other. */
  body: string | string[];
  /** Default: that of server-sent events; `null` sends none. */
  type?: string | null;
  /** What the connection does after the body; by default it ends. */
  afterwards?: 'open' | 'comments' | 'reset';
  /** The endpoint; one of one's own where it does not say. */
  preset?: PresetId;
  /** What the history holds of it; `calls` as tools and their arguments. Default: the content "Whole." */
  said?: { content?: string; reasoning?: string; calls?: [name: string, args: string][] };
  /** The failures that are waited for before the request is made again, after which the server says "Whole." */
  waits?: FailureCode[];
  /** The failure that the turn ends with, at the first request unless there are waits. */
  ends?: FailureCode;
  detail?: RegExp;
  /** A notice says that the server lacks its parser. */
  noticed?: true;
}

/** Answers a request with a row's body. */
export function sendShape(row: ShapeRow, response: ServerResponse): void {
  const { body, type = 'text/event-stream', afterwards } = row;
  response.writeHead(200, type === null ? {} : { 'content-type': type });
  response.flushHeaders();
  const write = ([piece, ...rest]: string[]): void => {
    if (piece !== undefined) return void response.write(piece, () => setImmediate(write, rest));
    if (afterwards === undefined) response.end();
    // What was written is to arrive before the connection breaks.
    if (afterwards === 'reset') response.write('\n', () => setImmediate(() => response.destroy()));
    if (afterwards === 'comments') {
      const timer = setInterval(() => response.write(': keep-alive\n\n'), 100);
      response.once('close', () => clearInterval(timer));
    }
  };
  write([body].flat());
}
