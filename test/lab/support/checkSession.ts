import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentEvent, Entry } from '../../../src/agent/events/events.ts';
import { type ChatSession, openSession } from '../../../src/session/chatSession.ts';
import { mergeDeltas } from '../../../src/session/log/mergeDeltas.ts';
import { prompt } from '../../unit/support/sessionFixture.ts';
import { labParts } from './labParts.ts';
import type { Place } from './place.ts';
import { beginsWithSystem, labFiles, versionOf } from './randomReplies.ts';

/** Milliseconds after which what was shown has to be found again. */
const SAFE_AFTER_MS = 1_000;

/** Opens a session as a new window of the same workspace does, checks what it holds, goes on with it, and closes it. */
export async function checkSession(
  place: Place,
  id: string,
  shown: readonly { at: number; entry: Entry }[] = [],
  endedAt = Date.now(),
): Promise<void> {
  const session = await openForCheck(place, id);
  try {
    const safe = shown.filter(({ at }) => at < endedAt - SAFE_AFTER_MS).map(({ entry }) => entry);
    checkShown(safe, await session.entries());
    await checkFiles(place.folder);
    place.answer(() => ({ content: 'Done.' }));
    await decideAll(session);
    await checkFiles(place.folder);
    await checkNextRequest(place, session);
  } finally {
    await session.close();
  }
}

export async function openForCheck(place: Place, id: string): Promise<ChatSession> {
  return await openSession(labParts({ ...place, url: place.simulator.url, holder: 'window' }), id);
}

/** All that was shown is in the log, in its order, and its last words may go on. */
function checkShown(shown: readonly Entry[], logged: readonly Entry[]): void {
  const expected = joined(shown);
  const found = joined(logged);
  for (const [index, event] of expected.entries()) {
    const other = found[index];
    if (index === expected.length - 1 && 'text' in event && other && 'text' in other) {
      assert.equal(other.type, event.type);
      assert(other.text.startsWith(event.text), `${event.type} is cut: ${other.text.length} of ${event.text.length}`);
    } else if (index === expected.length - 1 && event.type === 'toolCall.delta' && other?.type === event.type) {
      assert((other.arguments ?? '').startsWith(event.arguments ?? ''), 'a tool call is cut');
    } else {
      assert.deepEqual(other, event, `event ${index} of ${expected.length}`);
    }
  }
}

function joined(entries: readonly Entry[]): AgentEvent[] {
  const events: AgentEvent[] = [];
  for (const { event } of entries) {
    const last = events.at(-1);
    const both = last && mergeDeltas(last, event);
    if (both) events[events.length - 1] = both;
    else events.push(event);
  }
  return events;
}

/** Each file is as one of its edits left it. */
async function checkFiles(folder: string): Promise<void> {
  for (const file of Object.keys(labFiles())) {
    const text = await readFile(path.join(folder, file), 'utf8');
    assert(versionOf(file, text) !== undefined, `${file} is torn: ${text.length} characters`);
  }
}

/** Accepts what waits for the user: an edit that was about to be made without a question asks after a crash. */
async function decideAll(session: ChatSession): Promise<void> {
  for (const { action } of session.proposals()) await session.decide(action.id, { type: 'accepted' });
  await session.rests();
}

/** The service takes what it is sent next, and the model is told again what it was told first. */
async function checkNextRequest(place: Place, session: ChatSession): Promise<void> {
  await session.send(prompt('Go on'));
  // Not the first: one that asks for a summary may come before it, where damage made a count of tokens enormous.
  const request = place.simulator.requests.at(-1);
  assert.deepEqual(place.simulator.violations(), []);
  assert(request?.body && beginsWithSystem(request.body), 'the request does not begin with a system message');
  const last = session.transcript.blocks.at(-1);
  assert(last?.type === 'content' && last.text === 'Done.', `the turn ended with ${JSON.stringify(last)}`);
}
