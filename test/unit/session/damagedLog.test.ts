import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import { LONG_VARIABLE } from '../../host/mochaOptions.ts';
import type { Completion } from '../../simulator/scenario.ts';
import { blockTypes, prompt, type SessionFixture, startFixture, until } from '../support/sessionFixture.ts';

const RUNS = process.env[LONG_VARIABLE] === undefined ? 20 : 200;

/** A day of work: reads that run beside each other, an edit, a command, two turns. */
const DAY: Completion[] = [
  {
    reasoning: 'Look at both.',
    content: 'Looking: äöü 漢字.',
    toolCalls: [
      { name: 'read_file', arguments: { path: 'a.txt' } },
      { name: 'read_file', arguments: { path: 'b.txt' } },
    ],
  },
  {
    reasoning: 'Change it.',
    toolCalls: [{ name: 'edit_file', arguments: { path: 'a.txt', edits: [{ old_text: 'old', new_text: 'new' }] } }],
  },
  { reasoning: 'Done.', content: 'The first turn is done.' },
  { reasoning: 'Run it.', toolCalls: [{ name: 'run_command', arguments: { command: 'echo hi' } }] },
  { reasoning: 'Done.', content: 'The second turn is done.' },
];

describe('a log that is damaged', () => {
  let fixture: SessionFixture;
  let whole: Buffer;
  let copies = 0;

  before(async function () {
    this.timeout(60_000);
    fixture = await startFixture({
      files: { 'a.txt': 'old\n', 'b.txt': 'other\n' },
      approvals: 'auto',
      scenario: [...DAY, ...Array.from({ length: 500 }, () => ({ content: 'Going on.' }))],
    });
    await fixture.session.send(prompt('First'));
    await fixture.session.send(prompt('Second'));
    await fixture.session.close();
    whole = await readFile(logFile(fixture.session.id));
  });

  after(async () => {
    await fixture[Symbol.asyncDispose]();
  });

  function logFile(id: string): string {
    return path.join(fixture.storage, id, 'log.jsonl');
  }

  async function openWith(log: Buffer | string, { summary = true } = {}): Promise<ChatSession> {
    copies += 1;
    const id = `copy-${copies}`;
    await cp(path.join(fixture.storage, fixture.session.id), path.join(fixture.storage, id), { recursive: true });
    await writeFile(logFile(id), log);
    if (!summary) await rm(path.join(fixture.storage, id, 'summary.json'));
    return await fixture.open(id);
  }

  /** What the next request says, which the simulator has to take. */
  async function goOn(session: ChatSession): Promise<{ role: string; content?: unknown }[]> {
    await session.send(prompt('And now?'));
    assert.deepEqual(fixture.simulator.violations(), []);
    const messages = fixture.simulator.requests.at(-1)?.body?.messages as { role: string; content?: unknown }[];
    assert.equal(messages[0]?.role, 'system');
    assert.deepEqual(messages.at(-1)?.role, 'user');
    return messages;
  }

  const lines = () => whole.toString('utf8').trimEnd().split('\n');
  const textOf = (kept: readonly string[]) => `${kept.join('\n')}\n`;
  const lineOf = (wanted: string) => lines().findIndex((line) => line.includes(wanted));

  /** What reading it as it should be gives. */
  async function wholeBlocks(): Promise<string[]> {
    const session = await openWith(whole);
    await session.close();
    return blockTypes(session);
  }

  const harmless: Record<string, () => Buffer | string> = {
    'a byte order mark': () => `\uFEFF${whole}`,
    'line ends of another system': () => whole.toString('utf8').replaceAll('\n', '\r\n'),
    'blank lines': () => whole.toString('utf8').replaceAll('\n', '\n\n \n'),
    'two records on one line': () =>
      textOf([...lines().slice(0, 3), lines().slice(3, 6).join(''), ...lines().slice(6)]),
    'all records on one line': () => lines().join(''),
    'a line twice': () => textOf(lines().flatMap((line, index) => (index % 4 === 3 ? [line, line] : [line]))),
    'lines in another order': () => textOf([...lines().slice(0, 1), ...lines().slice(1).reverse()]),
    'a torn line that was written again': () => {
      const line = lines()[5] ?? '';
      return textOf([...lines().slice(0, 5), line.slice(0, line.length / 2), ...lines().slice(5)]);
    },
    'no header': () => textOf(lines().slice(1)),
    'half a header': () => textOf(['{"schema":1,"ses', ...lines().slice(1)]),
    'no end of its last line': () => textOf(lines()).trimEnd(),
    'a last line that was cut off': () => `${whole}{"seq":4000,"at":1,"event":{"type":"content.del`,
  };
  for (const [damage, log] of Object.entries(harmless)) {
    it(`by ${damage} is read as if nothing had happened`, async () => {
      const session = await openWith(log());
      assert.deepEqual(blockTypes(session), await wholeBlocks());
      await goOn(session);
      const again = await fixture.open(session.id);
      assert.ok(!blockTypes(again).includes('notice'), 'nothing is missing after it was written to');
    });
  }

  const lossy: Record<string, () => Buffer | string> = {
    'a torn line': () => textOf(lines().map((line, index) => (index === 6 ? line.slice(0, line.length / 2) : line))),
    'zeros in the middle': () => zeroed(whole, 600),
    'zeros at its end': () => Buffer.concat([whole, Buffer.alloc(4096)]),
    'a lost line': () => textOf(lines().filter((_, index) => index !== lineOf('"tool.finished"'))),
    'a lost beginning': () => whole.subarray(whole.length / 2),
    'a record of another shape': () =>
      textOf(lines()).replace('"prompt":{"text":"Second"', '"prompt":{"text":["Second"]'),
    'an event that is none': () => textOf(lines()).replace(/"event":\{"type":"step.started"\}/, '"event":[]'),
    'bytes of something else': () => Buffer.from('PK\u0003\u0004 this is no log at all\n'),
  };
  for (const [damage, log] of Object.entries(lossy)) {
    it(`by ${damage} says what is missing where it is missing, and goes on`, async () => {
      const session = await openWith(log());
      const at = blockTypes(session).indexOf('notice');
      assert.ok(at >= 0, blockTypes(session).join());
      const [notice] = session.transcript.blocks.slice(at);
      assert.ok(notice?.type === 'notice' && notice.notice === 'missing');
      await goOn(session);
      const again = await fixture.open(session.id);
      assert.equal(blockTypes(again).indexOf('notice'), at, 'it is said in the same place ever after');
    });
  }

  it('by a lost result answers its call, and keeps the results of the others with their calls', async () => {
    const session = await openWith(textOf(lines().filter((_, index) => index !== lineOf('"tool.finished"'))));
    const results = (await goOn(session)).filter(({ role }) => role === 'tool').map(({ content }) => String(content));
    assert.equal(results.length, 4);
    assert.equal(results.filter((text) => text.includes('was lost')).length, 1);
  });

  it('by the lost beginning of a step still knows which results belong to which later calls', async () => {
    const second = lines().findIndex(
      (line, index) => index > lineOf('"step.started"') && line.includes('"step.started"'),
    );
    const session = await openWith(textOf(lines().filter((_, index) => index !== second)));
    const results = (await goOn(session)).filter(({ role }) => role === 'tool').map(({ content }) => String(content));
    assert.ok(
      results.some((text) => text.includes('hi')),
      'the command of the second turn',
    );
    assert.ok(!results.some((text) => text.includes('was lost')));
  });

  it('by a lost prompt counts the later turns as before', async () => {
    const session = await openWith(textOf(lines().filter((line) => !line.includes('"text":"First"'))));
    assert.deepEqual(
      session.transcript.blocks.flatMap((block) => (block.type === 'user' ? [block.turn] : [])),
      [2],
    );
  });

  for (const [name, log] of [
    ['of no byte', ''],
    ['of a header only', '{"schema":1,"session":"x"}\n'],
    ['of half a header', '{"sche'],
  ] as const) {
    it(`${name} opens, and the first request has the system's message`, async () => {
      const session = await openWith(log, { summary: false });
      assert.deepEqual(blockTypes(session), []);
      await goOn(session);
      const again = await fixture.open(session.id);
      assert.deepEqual(blockTypes(again), ['user', 'content']);
    });
  }

  it('and gone beside what is known of the session opens, and says so', async () => {
    const session = await openWith('');
    await session.close();
    await rm(logFile(session.id));
    const reopened = await fixture.open(session.id);
    assert.deepEqual(blockTypes(reopened), ['notice']);
    assert.equal(reopened.transcript.title, 'First');
    await goOn(reopened);
  });

  it('and without its summary is listed', async () => {
    const session = await openWith(zeroed(whole, 600), {
      summary: false,
    });
    const listed = await fixture.store.list();
    assert.ok(listed.some(({ id, title }) => id === session.id && title === 'First'));
  });

  it('is kept as it was: it is only appended to', async () => {
    const damaged = zeroed(whole, 100);
    const session = await openWith(damaged);
    await goOn(session);
    await session.close();
    assert.deepEqual((await readFile(logFile(session.id))).subarray(0, damaged.length), damaged);
  });

  it('in any way opens, and the next request is valid', async function () {
    this.timeout(RUNS * 3_000);
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    const damage = fc.oneof(
      fc.record({ way: fc.constant('flip' as const), at: place, bit: fc.integer({ min: 0, max: 7 }) }),
      fc.record({ way: fc.constantFrom('cut', 'drop', 'double', 'move', 'zero'), at: place, to: place }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
        const log = damages.reduce(damaged, whole);
        const session = await openWith(log, { summary: false });
        await until(session, ({ activity }) => activity.type !== 'working' && activity.type !== 'waiting');
        await goOn(session);
        await session.close();
        await rm(path.join(fixture.storage, session.id), { recursive: true });
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});

/** In its middle. */
function zeroed(log: Buffer, length: number): Buffer {
  const start = Math.floor(log.length / 2);
  return Buffer.from(log).fill(0, start, start + length);
}

type Damage = { way: 'flip'; at: number; bit: number } | { way: string; at: number; to: number };

function damaged(log: Buffer, damage: Damage): Buffer {
  const at = Math.floor(damage.at * log.length);
  if ('bit' in damage) {
    const flipped = Buffer.from(log);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << damage.bit);
    return flipped;
  }
  const lines = log.toString('latin1').split('\n');
  const [from, to] = [Math.floor(damage.at * lines.length), Math.floor(damage.to * lines.length)];
  const of = (changed: string[]) => Buffer.from(changed.join('\n'), 'latin1');
  switch (damage.way) {
    case 'cut':
      return log.subarray(0, at);
    case 'drop':
      return of(lines.toSpliced(from, 1 + Math.floor(damage.to * 3)));
    case 'double':
      return of(lines.toSpliced(from, 0, ...lines.slice(from, to)));
    case 'move':
      return of(lines.toSpliced(from, 1).toSpliced(to, 0, ...lines.slice(from, from + 1)));
    default:
      return Buffer.from(log).fill(0, at, Math.min(log.length, at + Math.floor(damage.to * 500)));
  }
}
