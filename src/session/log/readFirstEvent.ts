import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { AgentEvent } from '../../agent/events/events.ts';
import { codeOf } from '../../util/system/retried.ts';
import { isEvent } from './eventShape.ts';

/** Bytes of a log in which its first event is looked for: a system prompt and the definitions of tools take some hundred thousand. */
const MOST_BYTES = 8 * 1024 * 1024;

const CHUNK_BYTES = 64 * 1024;

/** How a session's log says that it began, without the rest being read; undefined where it does not say. */
export async function readFirstEvent(
  directory: string,
): Promise<Extract<AgentEvent, { type: 'session.created' }> | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path.join(directory, 'log.jsonl'));
    return createdIn(await readFirstLines(file));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  } finally {
    await file?.close();
  }
}

/** The first is the header; both are whole, unless the log is damaged. */
async function readFirstLines(file: FileHandle): Promise<string[]> {
  const chunks: Buffer[] = [];
  let lines = 0;
  for (let at = 0; at < MOST_BYTES && lines < 2; at += CHUNK_BYTES) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, at);
    const chunk = buffer.subarray(0, bytesRead);
    for (const byte of chunk) if (byte === 0x0a) lines += 1;
    chunks.push(chunk);
    if (bytesRead < CHUNK_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8').split('\n');
}

function createdIn(lines: readonly string[]): Extract<AgentEvent, { type: 'session.created' }> | undefined {
  for (const line of lines) {
    if (!line.includes('"session.created"')) continue;
    const event = parse(line);
    if (isEvent(event) && event.type === 'session.created') return event;
  }
  return undefined;
}

function parse(line: string): unknown {
  try {
    return (JSON.parse(line) as { event?: unknown } | null)?.event;
  } catch {
    return undefined;
  }
}
