import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import type { ChatRequest } from '../../../simulator/chatRequest.ts';
import { rateLimited } from '../../../simulator/errors.ts';
import type { Completion, ReplyFunction, ScriptedReply } from '../../../simulator/scenario.ts';
import {
  blockOf,
  isPending,
  logOf,
  pendingAction,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../../support/sessionFixture.ts';

const read = (path: string) => ({ name: 'read_file', arguments: { path } });
const ask = (...questions: string[]): Completion => ({
  toolCalls: questions.map((question) => ({ name: 'explore', arguments: { question } })),
});

function isHelper({ messages }: ChatRequest): boolean {
  return String(messages[0]?.content).includes('Another agent');
}

function resultsOf({ messages }: ChatRequest): string[] {
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
}

/** The session's own replies in order, and what helpers reply by what they were asked and how many results they have. */
function script(
  own: ScriptedReply[],
  helper: (question: string, request: ChatRequest) => ScriptedReply | Promise<ScriptedReply>,
): ReplyFunction {
  const left = [...own];
  return (request) =>
    isHelper(request)
      ? helper(String(request.messages[1]?.content), request)
      : (left.shift() ?? assert.fail('one request too many'));
}

const helpers = ({ simulator }: SessionFixture): ChatRequest[] =>
  simulator.requests.flatMap(({ body }) => (body && isHelper(body) ? [body] : []));

describe('explore', () => {
  const answering = (question: string, request: ChatRequest): Completion => {
    const [result] = resultsOf(request);
    return result === undefined
      ? { toolCalls: [read(`${question}.txt`)] }
      : { content: `${question}.txt:1 holds ${result.split('\t')[1]}` };
  };
  const files = { 'one.txt': 'the first\n', 'two.txt': 'the second\n' };

  it('has helpers answer, each with a context and tools of its own, and counts what they cost', async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 10, total_tokens: 1010 };
    const replies = script(
      [
        { ...ask('one', 'two'), usage },
        { content: 'Done.', usage },
      ],
      (question, request) => ({ ...answering(question, request), usage }),
    );
    await using fixture = await startFixture({ scenario: replies, files });
    const { session } = fixture;
    await session.send(prompt('Go'));
    const last = fixture.simulator.requests.at(-1)?.body;
    assert(last);
    const results = resultsOf(last);
    assert.match(results[0] ?? '', /^<helper-\w+>\none\.txt:1 holds the first\n<\/helper-\w+>$/);
    assert.match(results[1] ?? '', /two\.txt:1 holds the second/);
    assert.equal(last.messages.length, 5);
    const [first] = helpers(fixture);
    assert.deepEqual(
      first?.messages.map(({ role }) => role),
      ['system', 'user'],
    );
    const tools = first?.tools?.map((tool) => tool.function?.name) ?? [];
    assert(tools.includes('read_file') && tools.includes('search_text'));
    for (const name of ['edit_file', 'run_command', 'explore', 'ask_user', 'fetch_url', 'todo'])
      assert(!tools.includes(name), name);
    assert.equal(session.transcript.totalUsage.prompt, 6000);
    assert.equal(session.transcript.lastUsage?.prompt, 1000);
    const block = blockOf(session, 'tool');
    assert.deepEqual(block.display, { type: 'explored', steps: 2 });
    assert.equal(block.progress, '1\tread_file\tone.txt');
    // Of what helpers did the log says little, and a replay the same.
    const before = session.transcript;
    await session.close();
    assert.doesNotMatch(JSON.stringify(await logOf(fixture, session.id)), /"content":"the first/);
    assert.deepEqual((await fixture.open(session.id)).transcript.totalUsage, before.totalUsage);
  });

  it('shows no key that a helper looks for, nor the beginning of one', async () => {
    const words = 'long '.repeat(21);
    const pattern = `${words}ghp_${'a1B2'.repeat(10)}`;
    const replies = script([ask('Look'), { content: 'Done.' }], (_, request) =>
      resultsOf(request).length === 0
        ? { toolCalls: [{ name: 'search_text', arguments: { pattern } }] }
        : { content: 'Nowhere.' },
    );
    await using fixture = await startFixture({ scenario: replies });
    await fixture.session.send(prompt('Go'));
    assert.equal(blockOf(fixture.session, 'tool').progress, `1\tsearch_text\t${words}ghp_***`);
  });

  it('shows by the way no line of a file that a rule keeps from the tool that a helper uses', async () => {
    const find = { name: 'inspect_code', arguments: { what: 'references', symbol: 'price', path: 'a.txt' } };
    const replies = script([ask('Where'), { content: 'Done.' }], (_, request) =>
      resultsOf(request).length === 0 ? { toolCalls: [find] } : { content: resultsOf(request).join() },
    );
    await using fixture = await startFixture({
      scenario: replies,
      served: true,
      files: { 'a.txt': 'def price\n', 'b.txt': 'price of silence\n' },
      rules: [{ decision: 'deny', tool: 'inspect_code', path: 'b.txt' }],
    });
    await fixture.session.send(prompt('Go'));
    const told = resultsOf(fixture.simulator.requests.at(-1)?.body ?? assert.fail()).join();
    assert.match(told, /a\.txt:1: def price/);
    assert.match(told, /b\.txt:1 \(read_file asks the person for this file\)/);
    assert.doesNotMatch(told, /silence/);
  });

  it('makes three requests at a time, and one where the endpoint limits them', async () => {
    let running = 0;
    let most = 0;
    let since = Number.NEGATIVE_INFINITY;
    let mostSince = 0;
    const questions = Array.from({ length: 6 }, (_, index) => `q${index}`);
    const own = script([ask(...questions), ask(...questions), { content: 'Done.' }], async () => {
      running += 1;
      since += 1;
      const refused = since === 0;
      most = Math.max(most, running);
      // Those that ran beside the refused one have ended by then.
      if (since > 4) mostSince = Math.max(mostSince, running);
      // Long enough for others to come beside it, if they may; a refusal is there before them.
      for (let turn = 0; turn < 500 && running < 3 && !refused; turn += 1)
        await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return refused ? rateLimited(0) : { content: 'Here.' };
    });
    const replies: ReplyFunction = (request, index) => {
      // The session's second step, after which the first request of a helper is refused.
      if (!isHelper(request) && resultsOf(request).length === 6) since = -1;
      return own(request, index);
    };
    await using fixture = await startFixture({ scenario: replies });
    await fixture.session.send(prompt('Go'));
    assert.equal(most, 3);
    assert.equal(mostSince, 1);
    assert.equal(helpers(fixture).length, 13);
  });

  it('asks about what it reads outside one by one, by the rules for the tool that it uses', async () => {
    const replies = script([ask('Look'), { content: 'Done.' }], (_, request) => {
      const results = resultsOf(request);
      if (results.length === 0) return { toolCalls: [read('/etc/hostname'), read('/etc/hosts'), read('/etc/passwd')] };
      return { content: results.join('\n') };
    });
    await using fixture = await startFixture({
      scenario: replies,
      approvals: 'auto',
      rules: [{ decision: 'deny', tool: 'read_file', path: '/etc/passwd' }],
    });
    const { session } = fixture;
    let open = 0;
    let most = 0;
    session.onEntries((entries) => {
      for (const { event } of entries) {
        if (event.type === 'action.requested') open += 1;
        if (event.type === 'action.decided') open -= 1;
        most = Math.max(most, open);
      }
    });
    const turn = session.send(prompt('Go'));
    for (const _ of [1, 2]) {
      await until(session, isPending);
      // Another question would come now: what it has to look up on disk takes no longer than looking that up again.
      for (let again = 0; again < 20; again++)
        await Promise.all(['hostname', 'hosts'].map((name) => stat(`/etc/${name}`)));
      const asks = session.transcript.blocks.findLast((block) => block.type === 'consent');
      assert(asks?.helper);
      await session.decide(pendingAction(session), { type: 'rejected' });
    }
    await turn;
    assert.equal(most, 1);
    const told = resultsOf(fixture.simulator.requests.at(-1)?.body ?? assert.fail()).join();
    assert.equal(told.match(/outside the workspace and was not read: the person refused/g)?.length, 2);
    assert.match(told, /passwd .*a rule of the person forbids it/);
  });

  it('ends with the turn, and with the steps that it may take', async () => {
    const replies = script([ask('Endless'), { content: 'Well.' }], (_, { messages }) => ({
      toolCalls: [read(`${messages.length}.txt`)],
    }));
    await using fixture = await startFixture({ scenario: replies });
    await fixture.session.send(prompt('Go'));
    assert.equal(helpers(fixture).length, 15);
    assert.match(
      resultsOf(fixture.simulator.requests.at(-1)?.body ?? assert.fail())[0] ?? '',
      /without an answer: it took 15 steps/,
    );

    const held = Promise.withResolvers<void>();
    await using stopped = await startFixture({
      scenario: script([ask('Held')], () => ({ content: 'Late.', hold: { before: 0, until: held.promise } })),
    });
    const turn = stopped.session.send(prompt('Go'));
    await until(stopped.session, ({ blocks }) => blocks.some((b) => b.type === 'tool' && b.state === 'running'));
    stopped.session.stop();
    await turn;
    held.resolve();
    assert.equal(blockOf(stopped.session, 'tool').state, 'failed');
  });

  it('is answered as interrupted after a reload, with what it asked, and asks for nothing unasked', async () => {
    const replies = script([ask('Look'), { content: 'Done.' }], () => ({ toolCalls: [read('/etc/hostname')] }));
    await using fixture = await startFixture({ scenario: replies });
    const turn = fixture.session.send(prompt('Go'));
    await until(fixture.session, isPending);
    await fixture.session.close();
    await turn;
    const made = fixture.simulator.requests.length;
    const again = await fixture.open(fixture.session.id);
    assert.equal(again.transcript.activity.type, 'interrupted');
    assert(!isPending(again.transcript));
    assert.equal(fixture.simulator.requests.length, made);
    await again.resume();
    assert.match(
      resultsOf(fixture.simulator.requests.at(-1)?.body ?? assert.fail())[0] ?? '',
      /closed while this call ran/,
    );
  });

  for (const [limit, code] of [
    [{ spendingLimit: 0.5, steps: 1 }, 'spendingLimit'],
    [{ cost: 0.5, steps: 1 }, 'costLimit'],
  ] as const)
    it(`counts to the ${code}`, async () => {
      const usage = { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 };
      const replies = script([ask('Dear'), { content: 'Done.' }], () => ({ toolCalls: [read('a.txt')], usage }));
      await using fixture = await startFixture({
        scenario: replies,
        ...limit,
        endpoint: { price: { input: 1, cachedInput: 1, output: 1, fee: 0 } },
      });
      await fixture.session.send(prompt('Go'));
      assert.equal(helpers(fixture).length, 1);
      const error = blockOf(fixture.session, 'error');
      assert.equal(error.failure.code, code);
      await fixture.session.resume();
      const told = resultsOf(fixture.simulator.requests.at(-1)?.body ?? assert.fail());
      assert.match(told.join(), /The turn was paused before the helper had an answer\. It goes on now: ask again\./);
    });

  it('takes no steps of the turn, and goes on in the last of them', async () => {
    const replies = script([ask('one'), { content: 'Done.' }], answering);
    await using fixture = await startFixture({ scenario: replies, files, steps: 1 });
    await fixture.session.send(prompt('Go'));
    assert.equal(blockOf(fixture.session, 'error').failure.code, 'stepLimit');
    await fixture.session.resume();
    const told = resultsOf(fixture.simulator.requests.at(-1)?.body ?? assert.fail());
    assert.match(told.join(), /one\.txt:1 holds the first/);
  });
});
