import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentEvent, Entry, Usage } from '../../../../src/agent/events/events.ts';
import { SessionList, summaryOf } from '../../../../src/session/log/sessionList.ts';
import { summariseLog } from '../../../../src/session/log/summariseLog.ts';
import { EMPTY_TRANSCRIPT, reduce } from '../../../../src/shared/transcript/reduce.ts';
import { longSession } from '../../../host/longSession.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';

const USAGE: Usage = { prompt: 10, completion: 5, cost: { usd: 0.25, by: 'provider' } };
const MANY = 12;

after(removeTempFolders);

describe('the list of sessions', () => {
  it('is there before what it lacks was read from the logs, which is made one after another and kept', async () => {
    const storage = await tempFolder();
    for (let index = 0; index < MANY; index += 1) await writeSession(storage, `s${index}`, talk(`Prompt ${index}`));
    const list = new SessionList(storage);
    const first = await list.read();
    assert.deepEqual([first.length, first.filter(({ title }) => title !== '').length], [MANY, 0]);
    let told = 0;
    await list.complete(() => {
      told += 1;
    });
    assert.ok(told > 0);
    const whole = await list.read();
    assert.deepEqual(
      whole.map(({ title }) => title).sort(),
      Array.from({ length: MANY }, (_, i) => `Prompt ${i}`).sort(),
    );
    assert.ok(whole.every(({ usd, folders }) => usd === 0.5 && folders?.[0] === 'file:///home/me/app'));
    // Nothing is left to do, and the logs are not needed any more.
    for (let index = 0; index < MANY; index += 1) await rm(path.join(storage, `s${index}`, 'log.jsonl'));
    assert.deepEqual(await new SessionList(storage).read(), whole);
    await new SessionList(storage).complete(() => assert.fail('There is nothing to complete.'));
  });

  it('is whole at once where little is missing', async () => {
    const storage = await tempFolder();
    await writeSession(storage, 'only', talk('Hello'));
    assert.deepEqual(
      (await new SessionList(storage).read()).map(({ title }) => title),
      ['Hello'],
    );
  });

  it('learns the folders of sessions that were summarised before they were noted', async () => {
    const storage = await tempFolder();
    await writeSession(storage, 'old', talk('Hello'));
    await writeFile(
      path.join(storage, 'old', 'summary.json'),
      JSON.stringify({ id: 'old', title: 'Renamed since', updatedAt: 5, usd: 1 }),
    );
    const list = new SessionList(storage);
    await list.complete(() => {});
    assert.deepEqual(await list.read(), [
      { id: 'old', title: 'Renamed since', updatedAt: 5, usd: 1, folders: ['file:///home/me/app'] },
    ]);
  });

  it('leaves out what is no session, and is not stopped by a log that cannot be read', async () => {
    const storage = await tempFolder({ 'a file': 'x', 'empty/notes.txt': 'x', 'torn/log.jsonl': '\0\0\0\0' });
    await writeSession(storage, 'good', talk('Hello'));
    await mkdir(path.join(storage, 'folder', 'log.jsonl'), { recursive: true });
    const list = new SessionList(storage);
    await list.complete(() => {});
    assert.ok((await list.read()).some(({ id, title }) => id === 'good' && title === 'Hello'));
  });
});

describe('the summary of a log', () => {
  for (const [name, entries] of [
    ['small', talk('Hello')],
    ['large', longSession(400)],
  ] as const) {
    it(`says what reading all of it would: ${name}`, async () => {
      const storage = await tempFolder();
      const folder = await writeSession(storage, 'one', entries);
      const { updatedAt, ...told } = await summariseLog(folder);
      const { title, totalUsage } = reduce(EMPTY_TRANSCRIPT, entries);
      assert.deepEqual({ ...told, updatedAt }, { title, totalUsage, updatedAt: entries.at(-1)?.at });
    });
  }

  it('of a large log counts no damaged line', async () => {
    const storage = await tempFolder();
    const folder = await writeSession(storage, 'one', longSession(400));
    const before = await summariseLog(folder);
    assert.ok((await readFile(path.join(folder, 'log.jsonl'))).length > 1024 * 1024, 'it is large');
    await appendFile(
      path.join(folder, 'log.jsonl'),
      '{"seq":9,"at":7,"event":{"type":"session.renamed","title":\0\n{"seq":\n',
    );
    assert.deepEqual({ ...(await summariseLog(folder)), updatedAt: 0 }, { ...before, updatedAt: 0 });
  });

  it('has no cost where none is known', () => {
    assert.deepEqual(summaryOf('a', { title: 'A', totalUsage: { prompt: 1, completion: 1 } }, 3, undefined), {
      id: 'a',
      title: 'A',
      updatedAt: 3,
    });
  });
});

function talk(text: string): Entry[] {
  const events: AgentEvent[] = [
    { type: 'session.created', system: 'You are Kimi.', tools: [], folders: ['file:///home/me/app'] },
    { type: 'turn.started', prompt: { text, attachments: [] }, model: 'kimi' },
    { type: 'step.started' },
    { type: 'content.delta', text: 'Answer.' },
    { type: 'step.finished', finish: 'stop', reasoningField: 'reasoning_content', usage: USAGE },
    { type: 'helper.stepped', call: '1.0', usage: USAGE },
    { type: 'turn.finished', outcome: { type: 'completed' } },
  ];
  return events.map((event, index) => ({ seq: index + 1, at: 1_000 + index, event }));
}

async function writeSession(storage: string, id: string, entries: readonly Entry[]): Promise<string> {
  const folder = path.join(storage, id);
  await mkdir(folder, { recursive: true });
  const lines = [{ schema: 1, session: id }, ...entries].map((line) => `${JSON.stringify(line)}\n`);
  await writeFile(path.join(folder, 'log.jsonl'), lines.join(''));
  return folder;
}
