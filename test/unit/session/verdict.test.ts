import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentEvent, Entry } from '../../../src/agent/events/events.ts';
import type { Approvals } from '../../../src/gate/judge.ts';
import type { Rule } from '../../../src/gate/rules.ts';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import { decisionsIn } from '../../../src/shared/transcript/sessionStatus.ts';
import { blockOf, logOf, prompt, type SessionFixture, startFixture, until } from '../support/sessionFixture.ts';

const edit = (file: string) => ({
  name: 'edit_file',
  arguments: { path: file, edits: [{ old_text: 'old', new_text: 'new' }] },
});

async function start(options: Partial<Parameters<typeof startFixture>[0]>, file = 'a.txt'): Promise<SessionFixture> {
  return await startFixture({
    scenario: [{ toolCalls: [edit(file)] }, { content: 'Done.' }],
    ...options,
    files: { 'a.txt': 'old\n', ...options.files },
  });
}

/** What the session says at each event of an edit. */
interface Seen {
  type: AgentEvent['type'];
  asks?: boolean | undefined;
  waits: number;
  decisions: number;
}

function watch(session: ChatSession): Seen[] {
  const seen: Seen[] = [];
  session.onEntries((entries) => {
    for (const { event } of entries) {
      if (!event.type.startsWith('action.')) continue;
      const asks = event.type === 'action.requested' ? { asks: event.asks } : {};
      const waits = session.proposals().length;
      seen.push({ type: event.type, ...asks, waits, decisions: decisionsIn(session.transcript) });
    }
  });
  return seen;
}

interface Case {
  what: string;
  approvals: Approvals;
  rules?: Rule[];
  files?: Record<string, string>;
  file?: string;
  prepare?: (fixture: SessionFixture) => unknown;
  asks: boolean;
}

const CASES: Case[] = [
  { what: 'an edit, where all are asked about', approvals: 'ask', asks: true },
  { what: 'an edit, where edits are not asked about', approvals: 'autoEdits', asks: false },
  { what: 'an edit in Auto', approvals: 'auto', asks: false },
  {
    what: 'a tool that a rule has asked about',
    approvals: 'autoEdits',
    rules: [{ decision: 'ask', tool: 'edit_file' }],
    asks: true,
  },
  {
    what: 'a file that a rule has asked about',
    approvals: 'auto',
    rules: [{ decision: 'ask', path: '*.txt' }],
    asks: true,
  },
  {
    what: 'a tool that a rule allows',
    approvals: 'ask',
    rules: [{ decision: 'allow', tool: 'edit_file' }],
    asks: false,
  },
  {
    what: 'another tool than the one that a rule has asked about',
    approvals: 'auto',
    rules: [{ decision: 'ask', tool: 'write_file' }],
    asks: false,
  },
  { what: 'what .kimiignore names', approvals: 'auto', files: { '.kimiignore': 'a.*\n' }, asks: true },
  {
    what: 'what .kimiignore names, where a rule allows the tool',
    approvals: 'autoEdits',
    rules: [{ decision: 'allow', tool: 'edit_file' }],
    files: { '.kimiignore': 'a.txt\n' },
    asks: true,
  },
  { what: 'a key', approvals: 'auto', files: { '.env': 'old\n' }, file: '.env', asks: true },
  {
    what: 'a link to a key',
    approvals: 'auto',
    files: { '.env': 'old\n' },
    file: 'plain.txt',
    prepare: ({ folder }) => symlink('.env', path.join(folder, 'plain.txt')),
    asks: true,
  },
  {
    what: 'a file with unsaved changes',
    approvals: 'auto',
    prepare: ({ workspace, folder }) => workspace.unsaved.add(path.join(folder, 'a.txt')),
    asks: true,
  },
];

describe('the verdict on an edit', () => {
  for (const { what, approvals, rules = [], files = {}, file = 'a.txt', prepare, asks } of CASES) {
    it(`is in the log, and what happens: ${what} ${asks ? 'asks' : 'does not ask'}`, async () => {
      await using fixture = await start({ approvals, rules, files }, file);
      await prepare?.(fixture);
      const { session } = fixture;
      const seen = watch(session);
      const turn = session.send(prompt('Go'));
      await until(session, () => seen.some(({ type, ...said }) => type === 'action.requested' && said.asks === asks));
      for (const { action } of session.proposals()) await session.decide(action.id, { type: 'accepted' });
      await turn;
      const expected = asks ? { asks, waits: 1, decisions: 1 } : { asks, waits: 0, decisions: 0 };
      assert.deepEqual(
        seen.filter(({ type }) => type === 'action.requested' || type === 'action.failed'),
        [{ type: 'action.requested', ...expected }],
      );
      const decided = (await logOf(fixture, session.id)).flatMap(({ event }) => {
        return event.type === 'action.decided' ? [[event.decision.type, event.by]] : [];
      });
      assert.deepEqual(decided, [['accepted', asks ? 'person' : 'policy']]);
      assert.equal(await fixture.read(file), 'new\n');
    });
  }

  it('waits for the user where an edit that does not ask cannot be made', async () => {
    await using fixture = await start({ approvals: 'auto' });
    const { session, folder } = fixture;
    session.onEntries((entries) => {
      if (entries.some(({ event }) => event.type === 'action.requested')) {
        writeFileSync(path.join(folder, 'a.txt'), 'other\n');
      }
    });
    const seen = watch(session);
    const turn = session.send(prompt('Go'));
    await until(session, () => session.proposals().length === 1);
    const { type, waits, decisions } = seen.at(-1) ?? {};
    assert.deepEqual({ type, waits, decisions }, { type: 'action.failed', waits: 1, decisions: 1 });
    await session.decide(session.proposals()[0]?.action.id ?? '', { type: 'rejected' });
    await turn;
    assert.equal(await fixture.read('a.txt'), 'other\n');
  });

  it('of a command is in the log as well', async () => {
    const toolCalls = [{ name: 'run_command', arguments: { command: 'echo one' } }];
    await using fixture = await start({ approvals: 'ask', scenario: [{ toolCalls }, { content: 'Done.' }] });
    const { session } = fixture;
    const seen = watch(session);
    const turn = session.send(prompt('Go'));
    await until(session, () => seen.length > 0);
    assert.deepEqual(seen, [{ type: 'action.requested', asks: true, waits: 0, decisions: 1 }]);
    await session.decide(blockOf(session, 'command').action ?? '', { type: 'accepted' });
    await turn;
  });

  describe('after the window closed', () => {
    /** The session's log up to its first entry of this type, each entry as `change` makes it. */
    async function cutLog(fixture: SessionFixture, last: AgentEvent['type'], change: (entry: Entry) => Entry) {
      const { session } = fixture;
      await session.send(prompt('Go'));
      await session.close();
      await fixture.write('a.txt', 'old\n');
      const file = path.join(fixture.storage, session.id, 'log.jsonl');
      const [head = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
      const entries = lines.map((line) => JSON.parse(line) as Entry);
      const end = entries.findIndex(({ event }) => event.type === last);
      const kept = entries.slice(0, end + 1).map((entry) => JSON.stringify(change(entry)));
      await writeFile(file, `${[head, ...kept].join('\n')}\n`);
      return await fixture.open(session.id, 'another window');
    }

    async function acceptsAfter(last: AgentEvent['type'], change: (entry: Entry) => Entry = (entry) => entry) {
      await using fixture = await start({ approvals: 'auto' });
      const session = await cutLog(fixture, last, change);
      await until(session, () => session.proposals().length === 1 && decisionsIn(session.transcript) === 1);
      assert.equal(await fixture.read('a.txt'), 'old\n');
      await session.decide(session.proposals()[0]?.action.id ?? '', { type: 'accepted' });
      await until(session, ({ activity }) => activity.type !== 'working');
      assert.equal(await fixture.read('a.txt'), 'new\n');
    }

    it('asks about an edit that was not made yet', () => acceptsAfter('action.requested'));
    it('asks about an edit that was about to be made', () => acceptsAfter('action.applying'));
    it('asks about an edit of an older log, which does not say', () => {
      return acceptsAfter('action.requested', ({ event, ...entry }) => {
        if (event.type !== 'action.requested') return { ...entry, event };
        const { asks: _, ...older } = event;
        return { ...entry, event: older };
      });
    });
  });
});
