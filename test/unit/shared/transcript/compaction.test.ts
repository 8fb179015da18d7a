import assert from 'node:assert/strict';
import * as z from 'zod';
import type { Tool } from '../../../../src/agent/contracts/tool.ts';
import type { ChatSession } from '../../../../src/session/chatSession.ts';
import { exportableEntries } from '../../../../src/session/importExport/exportableEntries.ts';
import { SESSION_FORMAT } from '../../../../src/session/importExport/sessionFile.ts';
import { EMPTY_TRANSCRIPT, reduce } from '../../../../src/shared/transcript/reduce.ts';
import type { ChatMessage, ChatRequest } from '../../../simulator/chatRequest.ts';
import { failure, serverUnavailable, tokenLimitExceeded } from '../../../simulator/errors.ts';
import { Gate } from '../../../simulator/gate.ts';
import type { Completion, ReplyFunction, ScriptedReply } from '../../../simulator/scenario.ts';
import { PIXEL_PNG } from '../../support/pixelPng.ts';
import {
  blockOf,
  blockTypes,
  logOf,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../../support/sessionFixture.ts';

const NOTE = '## The task\nI was asked to read much. What is left: nothing.';

/** About 10,000 tokens. */
const LONG = 'words and words '.repeat(2_500);
/** What the model said of a kind that only the log has once it is compacted. */
const OLD = 'the oldest word';

const textOf = (message: ChatMessage | undefined) => {
  const content = message?.content ?? '';
  return typeof content === 'string' ? content : content.map((part) => ('text' in part ? part.text : part.type)).join();
};
const isNote = ({ messages }: ChatRequest) => textOf(messages.at(-1)).includes('Write that note now');

/** Answers requests for notes with `note`, and others in order. */
function answers(steps: readonly ScriptedReply[], note: ScriptedReply | ReplyFunction = say(NOTE)): ReplyFunction {
  let step = 0;
  return (request, index) => {
    if (isNote(request)) return typeof note === 'function' ? note(request, index) : note;
    const reply = steps[step++];
    assert(reply, `no step ${step} for ${textOf(request.messages.at(-1)).slice(0, 200)}`);
    return reply;
  };
}

function say(content: string): Completion {
  return { reasoning: 'Hm.', content, pace: 'burst' };
}

const look = (path: string, line: number, reasoning = 'Look.'): Completion => ({
  reasoning,
  toolCalls: [{ name: 'read_file', arguments: { path, start_line: line } }],
});
/** Each is about 6,000 tokens. */
const reads = (count: number) => Array.from({ length: count }, (_, index) => look('long.txt', index + 1));
const files = { 'long.txt': 'a line of quite a few words\n'.repeat(700), 'short.txt': 'short\nlines\n' };

/** A tool with one answer, however long. */
function giant(output: string): Tool {
  return {
    name: 'giant',
    kind: 'read',
    description: 'Answers at length.',
    schema: z.strictObject({}),
    run: async () => ({ output, display: { type: 'list', path: '', count: 1, truncated: false } }),
  };
}

const requestsOf = ({ simulator }: SessionFixture) => simulator.requests.flatMap(({ body }) => body ?? []);
const steps = (fixture: SessionFixture) => requestsOf(fixture).filter((request) => !isNote(request));
const notes = (fixture: SessionFixture) => requestsOf(fixture).filter(isNote);
const roles = (request: ChatRequest | undefined) => request?.messages.map(({ role }) => role).join(' ');
const sent = (request: ChatRequest | undefined) => JSON.stringify(request?.messages);

async function compacted(session: ChatSession, focus = ''): Promise<void> {
  assert.equal(await session.compact(focus), 'begun');
  await session.rests();
}

/** In the middle of a compaction, whose note goes on when the gate opens. */
async function compacting(gate: Gate): Promise<SessionFixture> {
  const note = { ...say(NOTE), hold: { before: { content: 1 }, until: gate } };
  const fixture = await startFixture({ scenario: answers([say(LONG), say('Two.')], note) });
  await fixture.session.send(prompt('One'));
  assert.equal(await fixture.session.compact(''), 'begun');
  await gate.reached;
  return fixture;
}

describe('a session that is compacted', () => {
  it('goes on from a note and what the person wrote, and costs what it costs', async () => {
    await using fixture = await startFixture({
      scenario: answers([say(`${OLD} ${LONG}`), say(LONG), say('Hello again.')]),
    });
    const { session, simulator } = fixture;
    await session.send(prompt('Read it all, & slowly'));
    await session.send(prompt('And once more'));
    const { totalUsage, contextTokens = 0 } = session.transcript;
    await compacted(session, 'the slow part');

    const [first, second] = steps(fixture);
    const [request] = notes(fixture);
    assert.equal(request?.tool_choice, 'none');
    assert.deepEqual(request?.tools, first?.tools);
    assert.ok(sent(request)?.startsWith((sent(second) ?? '?').slice(0, -1)), 'the prefix cache has it');
    assert.match(textOf(request?.messages.at(-1)), /<focus>\nthe slow part\n<\/focus>/);

    const block = blockOf(session, 'compaction');
    const { before = 0, after = 0 } = block;
    assert.deepEqual([block.state, block.note, block.focus], ['done', NOTE, 'the slow part']);
    assert.equal(before, contextTokens);
    assert.ok(after < before - 15_000 && after > 1_000, `${before} to ${after}`);
    assert.equal(session.transcript.contextTokens, after);
    assert.ok(session.transcript.totalUsage.prompt >= totalUsage.prompt + before);
    assert.deepEqual(blockTypes(session).at(-1), 'compaction');
    assert.ok(blockOf(session, 'content').text.startsWith(OLD), 'nothing vanishes');

    await session.send(prompt('Still there?'));
    const last = steps(fixture).at(-1);
    assert.equal(roles(last), 'system user user');
    assert.match(textOf(last?.messages[1]), /<prompt>\nRead it all, & slowly\n<\/prompt>\n\n<prompt>\nAnd once more\n/);
    assert.ok(textOf(last?.messages[1]).includes(NOTE));
    assert.ok(!sent(last)?.includes(OLD));
    const { prompt: counted = 0 } = session.transcript.lastUsage ?? {};
    assert.ok(Math.abs(counted - after) < 0.2 * after, `estimated ${after}, counted ${counted}`);
    assert.deepEqual(simulator.violations(), []);

    // The same in a window that opens it later.
    await session.close();
    const again = await fixture.open(session.id);
    assert.deepEqual(blockOf(again, 'compaction'), block);
    assert.deepEqual(
      reduce(EMPTY_TRANSCRIPT, await logOf(fixture, session.id)).contextTokens,
      again.transcript.contextTokens,
    );
  });

  it('in the middle of a turn keeps the newest steps whole, and the turn goes on', async () => {
    await using fixture = await startFixture({
      files,
      endpoint: { contextWindow: 32_000 },
      contextWindow: 32_000,
      scenario: answers([look('long.txt', 99, OLD), ...reads(3), look('short.txt', 1), ...reads(1), say('Done.')]),
    });
    const { session, simulator } = fixture;
    await session.send(prompt('Read it six times'));
    assert.deepEqual(simulator.violations(), []);
    assert.equal(simulator.requests.filter(({ error }) => error).length, 0, 'nothing was too long');
    assert.ok(notes(fixture).length >= 1);
    assert.equal(session.transcript.blocks.at(-1)?.type, 'content');
    assert.equal(session.transcript.turns, 1);
    const after = requestsOf(fixture)[requestsOf(fixture).findIndex(isNote) + 1];
    assert.match(roles(after) ?? '', /^system user( assistant tool)*$/);
    assert.ok(!sent(after)?.includes(OLD));
    assert.ok(textOf(after?.messages[1]).includes('Read it six times'));
    assert.equal(blockOf(session, 'reasoning').text, OLD);
    assert.equal(
      session.transcript.blocks.filter((block) => block.type === 'tool' && block.state === 'done').length,
      6,
    );
  });

  it('keeps its newest steps within a budget, with their reasoning', async () => {
    const newest = [look('short.txt', 1, 'The newest but one.'), look('short.txt', 2, 'The newest.')];
    await using fixture = await startFixture({
      files,
      scenario: answers([...reads(2), ...newest, say('Read.'), say('Bye.')]),
    });
    const { session } = fixture;
    await session.send(prompt('Read'));
    await compacted(session);
    await session.send(prompt('Go on'));
    const last = steps(fixture).at(-1);
    assert.equal(roles(last), 'system user assistant tool assistant tool assistant user');
    assert.equal(last?.messages[2]?.reasoning_content, 'The newest but one.');
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('in the middle of a turn counts to what the turn may cost', async () => {
    const usage = { prompt_tokens: 2_000_000, completion_tokens: 0, total_tokens: 2_000_000 };
    await using fixture = await startFixture({
      files,
      contextWindow: 32_000,
      cost: 1,
      endpoint: { contextWindow: 32_000, price: { input: 1, cachedInput: 0, output: 0, fee: 0 } },
      scenario: answers([...reads(6), say('All read.')], { ...say(NOTE), usage }),
    });
    const { session } = fixture;
    await session.send(prompt('Read it all'));
    assert.equal(blockOf(session, 'error').failure.code, 'costLimit');
    assert.equal(requestsOf(fixture).findIndex(isNote), requestsOf(fixture).length - 1, 'no step follows the note');
    await session.resume();
    assert.equal(blockOf(session, 'content').text, 'All read.');
  });

  it('after a refused step counts to it as well', async () => {
    const usage = { prompt_tokens: 2_000_000, completion_tokens: 0, total_tokens: 2_000_000 };
    await using fixture = await startFixture({
      files,
      contextWindow: 24_000,
      cost: 1,
      endpoint: { price: { input: 1, cachedInput: 0, output: 0, fee: 0 } },
      scenario: answers([...reads(4), say('Done.')], { ...say(NOTE), usage }),
    });
    const { session } = fixture;
    await session.send(prompt('Read'));
    assert.equal(blockOf(session, 'error').failure.code, 'costLimit');
    assert.equal(requestsOf(fixture).findIndex(isNote), requestsOf(fixture).length - 1, 'no step follows the note');
    await session.resume();
    assert.equal(blockOf(session, 'content').text, 'Done.');
  });

  it('is compacted once where the endpoint says that the request is too long, and the step is made again', async () => {
    await using fixture = await startFixture({
      files,
      contextWindow: 24_000,
      scenario: answers([...reads(4), say('Done.')]),
    });
    const { session, simulator } = fixture;
    await session.send(prompt('Read'));
    assert.deepEqual(
      simulator.requests.filter(({ error }) => error).map(({ error }) => error?.status),
      [400],
    );
    assert.equal(notes(fixture).length, 1);
    assert.deepEqual(blockTypes(session).slice(-3), ['compaction', 'reasoning', 'content']);
    assert.deepEqual(simulator.violations(), []);
  });

  it('shows nothing of a step that was refused in the middle, and is made again', async () => {
    const error = { message: 'Your request exceeded model token limit: 9', type: 'invalid_request_error' };
    await using fixture = await startFixture({
      scenario: answers([
        say(LONG),
        { content: 'Half of it.', errorAfter: { deltas: { content: 2 }, error } },
        { content: 'All of it.' },
      ]),
    });
    const { session } = fixture;
    await session.send(prompt('One'));
    await session.send(prompt('Two'));
    assert.deepEqual(blockTypes(session).slice(-3), ['user', 'compaction', 'content']);
    assert.ok(!JSON.stringify(session.transcript.blocks).includes('Half'));
  });

  it('is not asked for a note before every step where it gave none', async () => {
    await using fixture = await startFixture({
      files,
      endpoint: { contextWindow: 32_000 },
      scenario: answers(
        [...reads(4), look('short.txt', 1), look('short.txt', 2), look('short.txt', 1), say('Done.')],
        failure(403, 'permission_denied_error', 'No'),
      ),
    });
    const { session } = fixture;
    await session.send(prompt('Read'));
    assert.equal(session.transcript.blocks.at(-1)?.type, 'content');
    assert.equal(notes(fixture).length, 1);
  });

  it('fails in sight where that does not help, and can be tried again', async () => {
    let full = true;
    const steps = answers([say(LONG), say('It fits.')]);
    await using fixture = await startFixture({
      scenario: (request, index) =>
        full && request.messages.length > 2 && !isNote(request)
          ? tokenLimitExceeded(262_144, 270_000)
          : steps(request, index),
    });
    const { session, simulator } = fixture;
    await session.send(prompt('Long'));
    await session.send(prompt('And on'));
    assert.equal(blockOf(session, 'error').failure.code, 'contextOverflow');
    assert.deepEqual(blockTypes(session).slice(-3), ['user', 'compaction', 'error']);
    assert.equal(simulator.requests.length, 4, 'one request, one for the note, and the same once more');
    full = false;
    await session.resume();
    assert.deepEqual(blockTypes(session).slice(-4), ['user', 'compaction', 'reasoning', 'content']);
  });
});

describe('a compaction', () => {
  it('of too little does nothing, and says so', async () => {
    await using fixture = await startFixture({ scenario: [say('Hello.')] });
    const { session } = fixture;
    assert.equal(await session.compact(''), 'nothing');
    await session.send(prompt('Hi'));
    assert.equal(await session.compact(''), 'nothing');
    assert.equal(session.transcript.activity.type, 'idle');
    assert.equal(fixture.simulator.requests.length, 1);
  });

  const failures: [name: string, reply: Completion | ScriptedReply, cause: string, code?: string][] = [
    ['refused', failure(403, 'permission_denied_error', 'No'), 'failed', 'forbidden'],
    [
      'with a call in place of a note',
      { ...say(''), reasoning: 'Hm.', toolCalls: [{ name: 'list_files', arguments: {} }] },
      'failed',
      'emptyReply',
    ],
    ['cut by the output limit', { ...say(NOTE), finishReason: 'length' }, 'failed', 'truncated'],
    ['with a note as long as what it stands for', say(LONG), 'larger'],
  ];
  for (const [name, reply, cause, code] of failures) {
    it(`${name} leaves everything as it was`, async () => {
      await using fixture = await startFixture({ scenario: answers([say(`${OLD}`), say(LONG), say('Fine.')], reply) });
      const { session } = fixture;
      await session.send(prompt('One'));
      await session.send(prompt('Two'));
      const { contextTokens, totalUsage } = session.transcript;
      await compacted(session);
      const block = blockOf(session, 'compaction');
      assert.deepEqual([block.state, block.cause, block.failure?.code], ['failed', cause, code]);
      assert.equal(session.transcript.contextTokens, contextTokens);
      const answered = code !== 'forbidden';
      assert.equal(session.transcript.totalUsage.prompt > totalUsage.prompt, answered, 'what was answered is paid');
      assert.equal(session.transcript.activity.type, 'idle');
      await session.send(prompt('Three'));
      const [, second, third] = steps(fixture);
      assert.ok(sent(third)?.startsWith((sent(second) ?? '?').slice(0, -1)));
    });
  }

  it('that is stopped leaves everything as it was, and what waits waits on', async () => {
    const gate = new Gate();
    await using fixture = await compacting(gate);
    const { session } = fixture;
    assert.equal(session.transcript.activity.type, 'working');
    await session.waiting.add(prompt('Two'), false);
    await assert.rejects(session.compact(''), /turn is running/);
    session.stop();
    await session.rests();
    assert.equal(blockOf(session, 'compaction').cause, 'stopped');
    const [waits] = session.transcript.queue;
    assert.equal(waits?.prompt.text, 'Two');
    await session.waiting.hasten(waits?.id ?? '');
    assert.ok(sent(steps(fixture)[1])?.includes('words and words'));
  });

  it('is waited for by prompts, which follow it', async () => {
    const gate = new Gate();
    await using fixture = await compacting(gate);
    const { session } = fixture;
    await session.waiting.add(prompt('Two'), false);
    gate.open();
    await until(session, ({ turns, activity }) => turns === 2 && activity.type === 'idle');
    assert.equal(roles(steps(fixture)[1]), 'system user user');
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('that the person asks for while a turn runs comes before its next step, or after its end', async () => {
    const gates = [new Gate(), new Gate()] as const;
    const hold = (gate: Gate) => ({ before: 1, until: gate });
    await using fixture = await startFixture({
      files,
      scenario: answers([
        ...reads(1),
        { ...look('long.txt', 9), hold: hold(gates[0]) },
        say('Done.'),
        { ...say(LONG), hold: hold(gates[1]) },
      ]),
    });
    const { session } = fixture;
    const turn = session.send(prompt('Read'));
    await gates[0].reached;
    assert.equal(await session.compact('the lines'), 'later');
    gates[0].open();
    await turn;
    assert.equal(requestsOf(fixture).findIndex(isNote), 2);
    assert.equal(blockOf(session, 'compaction').focus, 'the lines');

    const next = session.send(prompt('More'));
    await gates[1].reached;
    assert.equal(await session.compact(''), 'later');
    gates[1].open();
    await next;
    assert.equal(session.transcript.blocks.at(-1)?.type, 'compaction');
    assert.equal(notes(fixture).length, 2);
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('that waits for the endpoint says so, and ends its wait when the person wants', async () => {
    let asked = 0;
    await using fixture = await startFixture({
      scenario: answers([say(LONG)], () => (asked++ === 0 ? serverUnavailable(600) : say(NOTE))),
    });
    const { session } = fixture;
    await session.send(prompt('One'));
    await session.compact('');
    await until(session, ({ activity }) => activity.type === 'waiting');
    session.retryNow();
    await session.rests();
    assert.equal(blockOf(session, 'compaction').note, NOTE);
    assert.equal(session.transcript.activity.type, 'idle');
  });

  it('that the window’s end cuts off leaves everything as it was', async () => {
    const gate = new Gate();
    await using fixture = await compacting(gate);
    const { session } = fixture;
    await session.close();
    const again = await fixture.open(session.id);
    const block = blockOf(again, 'compaction');
    assert.deepEqual([block.state, block.cause], ['failed', 'reload']);
    assert.equal(again.transcript.activity.type, 'idle');
    await again.send(prompt('Two'));
    assert.equal(roles(steps(fixture)[1]), 'system user assistant user');
  });

  it('that the window’s end cuts off in a turn is made again when the turn goes on', async () => {
    const gate = new Gate();
    let asked = 0;
    await using fixture = await startFixture({
      files,
      endpoint: { contextWindow: 24_000 },
      scenario: answers([...reads(3), say('Done.')], () =>
        asked++ === 0 ? { ...say(NOTE), hold: { before: { content: 1 }, until: gate } } : say(NOTE),
      ),
    });
    const { session } = fixture;
    const turn = session.send(prompt('Read'));
    await gate.reached;
    await session.close();
    await turn;
    const again = await fixture.open(session.id);
    assert.equal(again.transcript.activity.type, 'interrupted');
    await again.resume();
    const made = again.transcript.blocks.flatMap((block) => (block.type === 'compaction' ? [block.state] : []));
    assert.deepEqual(made.slice(0, 2), ['failed', 'done']);
    assert.equal(again.transcript.blocks.at(-1)?.type, 'content');
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('is gone with what it stands for when the person goes back behind it, and comes back with it', async () => {
    await using fixture = await startFixture({
      scenario: answers([
        say(`${OLD} ${LONG}`),
        say(LONG),
        say('Three.'),
        say('Another.'),
        say('Fourth.'),
        say('Again.'),
      ]),
    });
    const { session } = fixture;
    const { checkpoints } = session;
    await session.send(prompt('One'));
    await session.send(prompt('Two'));
    await compacted(session);
    await session.send(prompt('Three'));

    await checkpoints.rewind(await checkpoints.planRewind(3), { overwrite: false, conversation: true });
    await session.send(prompt('Another third'));
    assert.equal(roles(steps(fixture).at(-1)), 'system user user', 'the note was there before');

    await checkpoints.rewind(await checkpoints.planRewind(2), { overwrite: false, conversation: true });
    assert.ok(!blockTypes(session).includes('compaction'));
    const redo = await checkpoints.planRedo();
    assert(redo);
    await checkpoints.redo(redo, false);
    assert.ok(blockTypes(session).includes('compaction'));
    await session.send(prompt('A fourth'));
    assert.equal(roles(steps(fixture).at(-1)), 'system user user assistant user');
    await checkpoints.rewind(await checkpoints.planRewind(2), { overwrite: false, conversation: true });
    await session.send(prompt('Another second'));
    const last = steps(fixture).at(-1);
    assert.equal(roles(last), 'system user assistant user');
    assert.ok(sent(last)?.includes(OLD));
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('is part of a copy of the session', async () => {
    await using fixture = await startFixture({ scenario: answers([say(LONG), say('Two.')]) });
    const { session, store } = fixture;
    await session.send(prompt('One'));
    await compacted(session);
    const copy = await fixture.open(await store.fork(session.id, 'Copy'));
    assert.equal(blockOf(copy, 'compaction').note, NOTE);
    await copy.send(prompt('Two'));
    assert.equal(roles(steps(fixture).at(-1)), 'system user user');
  });

  it('goes along with an exported session, and one that was cut off there has failed', async () => {
    await using fixture = await startFixture({
      scenario: answers([say(`${OLD} ${LONG}`), say(LONG), say('Two.'), say('Two again.')]),
    });
    const { session } = fixture;
    await session.send(prompt('One'));
    await session.send(prompt('Taken back'));
    const { checkpoints } = session;
    await compacted(session);
    await checkpoints.rewind(await checkpoints.planRewind(2), { overwrite: false, conversation: true });
    await compacted(session);
    const { totalUsage } = session.transcript;
    const entries = exportableEntries(await session.entries());
    const bytesOf = (shared: readonly object[]) =>
      new TextEncoder().encode(
        JSON.stringify({ format: SESSION_FORMAT, version: 2, title: 'T', entries: shared, media: {} }),
      );
    const imported = await fixture.importFile(bytesOf(entries));
    assert.equal(imported.transcript.blocks.filter(({ type }) => type === 'compaction').length, 1);
    assert.deepEqual(imported.transcript.totalUsage, totalUsage, 'also what was taken back was paid');
    await imported.send(prompt('Two'));
    assert.equal(roles(steps(fixture).at(-1)), 'system user user');
    assert.ok(!sent(steps(fixture).at(-1))?.includes(OLD));

    const begun = { seq: 9_999, at: 1, event: { type: 'compaction.started', trigger: 'person' } };
    const cutOff = await fixture.importFile(bytesOf([...entries, begun]));
    assert.equal(cutOff.transcript.activity.type, 'idle');
    assert.deepEqual(
      cutOff.transcript.blocks.flatMap((block) => (block.type === 'compaction' ? [block.state] : [])),
      ['done', 'failed'],
    );
    const last = (await logOf(fixture, cutOff.id)).map(({ event }) => event.type).slice(-2);
    assert.deepEqual(last, ['compaction.failed', 'session.imported']);
  });

  it('stands for an earlier one as well', async () => {
    let count = 0;
    await using fixture = await startFixture({
      scenario: answers([say(LONG), say(LONG), say('Three.')], () => say(`${NOTE} ${++count}.`)),
    });
    const { session } = fixture;
    await session.send(prompt('One'));
    await compacted(session);
    await session.send(prompt('Two'));
    await compacted(session);
    assert.ok(sent(notes(fixture)[1])?.includes('nothing. 1.'));
    await session.send(prompt('Three'));
    const last = steps(fixture).at(-1);
    assert.equal(roles(last), 'system user user');
    assert.match(textOf(last?.messages[1]), /One[\s\S]*Two[\s\S]*nothing\. 2\./);
    assert.ok(!sent(last)?.includes('nothing. 1.'));
  });

  it('of a failed turn leaves what asks to try again where it is', async () => {
    const failed = failure(403, 'permission_denied_error', 'No');
    await using fixture = await startFixture({
      scenario: answers([say(LONG), failed, say('Now.')]),
    });
    const { session } = fixture;
    await session.send(prompt('One'));
    await session.send(prompt('Two'));
    assert.equal(session.transcript.blocks.at(-1)?.type, 'error');
    await compacted(session);
    assert.deepEqual(blockTypes(session).slice(-3), ['user', 'compaction', 'error']);
    await session.resume();
    assert.deepEqual(blockTypes(session).slice(-4), ['user', 'compaction', 'reasoning', 'content']);
    assert.equal(roles(steps(fixture).at(-1)), 'system user user');
  });

  it('makes a line of text of a medium', async () => {
    await using fixture = await startFixture({ scenario: answers([say(LONG), say('Two.')]) });
    const { session } = fixture;
    const blob = await session.keepBlob(PIXEL_PNG);
    const picture = { type: 'image' as const, name: 'shot.png', mimeType: 'image/png', blob };
    await session.send({ text: 'What is this?', attachments: [picture] });
    await compacted(session);
    await session.send(prompt('And now?'));
    assert.match(sent(steps(fixture)[0]) ?? '', /image_url/);
    assert.doesNotMatch(sent(steps(fixture)[1]) ?? '', /image_url/);
    assert.match(textOf(steps(fixture)[1]?.messages[1]), /What is this\?\n\(Attached then: the image shot\.png\)/);
  });

  it('of a stopped turn leaves it to be gone on with', async () => {
    const gate = new Gate();
    await using fixture = await startFixture({
      scenario: answers([
        say(LONG),
        { content: 'Half of it.', hold: { before: { content: 2 }, until: gate } },
        say('The rest.'),
      ]),
    });
    const { session } = fixture;
    await session.send(prompt('One'));
    const turn = session.send(prompt('Two'));
    await gate.reached;
    session.stop();
    await turn;
    await compacted(session);
    assert.deepEqual(blockTypes(session).slice(-3), ['content', 'compaction', 'notice']);
    await session.resume();
    assert.deepEqual(blockTypes(session).slice(-4), ['content', 'compaction', 'reasoning', 'content']);
    assert.equal(textOf(steps(fixture).at(-1)?.messages.at(-1)), 'Go on from where you stopped.');
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('writes out a conversation of which one result alone is too long, without its middle', async () => {
    const whole = 'x'.repeat(400_000);
    await using fixture = await startFixture({
      endpoint: { contextWindow: 40_000 },
      contextWindow: 40_000,
      tools: [giant(`begins ${whole} ends`)],
      scenario: answers([{ reasoning: 'All of it.', toolCalls: [{ name: 'giant', arguments: {} }] }, say('Done.')]),
    });
    const { session, simulator } = fixture;
    await session.send(prompt('Call the giant'));
    const [request] = notes(fixture);
    assert.equal(roles(request), 'system user');
    assert.equal(request?.tools, undefined);
    assert.match(sent(request) ?? '', /You called giant: \{\}.*begins x+.*characters left out.*x+ ends/);
    assert.equal(session.transcript.blocks.at(-1)?.type, 'content');
    assert.match(textOf(steps(fixture).at(-1)?.messages[1]), /Go on with the task/);
    assert.deepEqual(simulator.violations(), []);
  });
});
