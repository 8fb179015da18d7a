import assert from 'node:assert/strict';
import type { FailureCode } from '../../../src/agent/events/events.ts';
import type { Completion } from '../../simulator/scenario.ts';
import { prompt, type SessionFixture, startFixture } from './sessionFixture.ts';

/** What is told of a request that fails. */
export interface Told {
  /** The failures that are waited for before the request is made again. */
  waits?: FailureCode[];
  /** Of the first wait, in milliseconds. */
  least?: number;
  /** The failure that the turn ends with. */
  ends?: FailureCode;
  /** What is said of it. */
  detail?: RegExp;
}

const EDIT: Completion = {
  reasoning: 'First.',
  toolCalls: [{ name: 'edit_file', arguments: { path: 'a.txt', edits: [{ old_text: 'one', new_text: 'two' }] } }],
};
/** A session whose first turn has edited a file: its next prompt meets with a fault, and is answered with `answers` otherwise. */
export async function startStory(answers: Completion[], patience = {}): Promise<SessionFixture> {
  const fixture = await startFixture({
    scenario: [EDIT, { content: 'Edited.' }, ...answers, { content: 'Next.' }],
    files: { 'a.txt': 'one\n' },
    approvals: 'auto',
    patience,
  });
  await fixture.session.send(prompt('Go'));
  return fixture;
}

export interface NotedWait {
  code: FailureCode;
  detail: string;
  ms: number;
}

/** Notes why and how long a step waits, and has none of it. */
export function watchWaits(session: SessionFixture['session']): NotedWait[] {
  const seen: NotedWait[] = [];
  session.onEntries((entries) => {
    for (const { event, at } of entries) {
      if (event.type !== 'step.waiting') continue;
      seen.push({ ...event.failure, ms: event.until - at });
      queueMicrotask(() => session.retryNow());
    }
  });
  return seen;
}

export function assertTold({ session }: SessionFixture, row: Told, waits: readonly NotedWait[]): void {
  assert.deepEqual(
    waits.map(({ code }) => code),
    row.waits ?? [],
  );
  assert.ok((waits[0]?.ms ?? 0) >= (row.least ?? 0), `waits ${waits[0]?.ms} ms`);
  const last = session.transcript.blocks.at(-1);
  assert.equal(last?.type === 'error' ? last.failure.code : undefined, row.ends);
  if (last?.type !== 'error') return assert.equal(last?.type === 'content' && last.text, 'Whole.');
  if (row.detail) assert.match(last.failure.detail, row.detail);
  // Nothing is said of our own making: no stack, no "undefined", no class of a library.
  assert.doesNotMatch(last.failure.detail, /undefined|\[object|APIError|\n {2}at /);
}

/** The next request is valid, and holds each prompt and each whole answer once, and nothing of an answer that was cut. */
export async function assertGoesOn(
  { session, simulator, read, setEndpoint }: SessionFixture,
  answered: boolean,
): Promise<void> {
  setEndpoint({ baseUrl: simulator.url });
  await session.send(prompt('And now?'));
  const last = session.transcript.blocks.at(-1);
  assert.equal(last?.type === 'content' && last.text, 'Next.');
  assert.deepEqual(simulator.violations(), []);
  assert.equal(await read('a.txt'), 'two\n');
  const sent = simulator.requests.at(-1)?.body?.messages.map(({ role, content }) => `${role}: ${content ?? ''}`) ?? [];
  const said = sent.filter((message) => /^(?:user|assistant): ./.test(message));
  const reply = answered ? ['assistant: Whole.'] : [];
  assert.deepEqual(said, ['user: Go', 'assistant: Edited.', 'user: On', ...reply, 'user: And now?']);
}
