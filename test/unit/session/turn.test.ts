import assert from 'node:assert/strict';
import { Gate } from '../../simulator/gate.ts';
import {
  blockOf,
  blockTypes,
  isPending,
  pendingAction,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../support/sessionFixture.ts';

describe('a turn', () => {
  it('keeps reasoning and content apart', async () => {
    await using fixture = await startFixture({
      scenario: [{ reasoning: 'Let me think.', content: 'Hello **there**.' }],
    });
    const { session } = fixture;
    await session.send(prompt('Hi'));
    assert.deepEqual(blockTypes(session), ['user', 'reasoning', 'content']);
    assert.equal(blockOf(session, 'reasoning').text, 'Let me think.');
    assert.equal(blockOf(session, 'content').text, 'Hello **there**.');
    assert.equal(session.transcript.title, 'Hi');
    assert.deepEqual(session.transcript.activity, { type: 'idle' });
    assert.ok((session.transcript.lastUsage?.prompt ?? 0) > 100);
  });

  it('begins each request with the bytes of the one before, and replays reasoning verbatim', async () => {
    await using fixture = await startFixture({
      files: { 'a.txt': 'alpha\n' },
      scenario: [
        { reasoning: 'Read it — “first”.\n', toolCalls: [{ name: 'read_file', arguments: { path: 'a.txt' } }] },
        { reasoning: '', content: 'It says alpha.' },
        { reasoning: 'Again.', toolCalls: [{ name: 'list_files', arguments: {} }] },
        { reasoning: 'Done.', content: 'One file.' },
      ],
    });
    const { session, simulator } = fixture;
    await session.send(prompt('Read a.txt'));
    await session.send(prompt('What else?'));
    assert.deepEqual(simulator.violations(), []);
    assert.equal(simulator.requests.length, 4);
    const messages = simulator.requests.map((request) => {
      const text = request.raw.toString();
      return text.slice(text.indexOf('"messages":['), text.indexOf(',"tools":[')).slice(0, -1);
    });
    for (const [index, text] of messages.entries()) {
      if (index > 0)
        assert.ok(text.startsWith(messages[index - 1] ?? '?'), `request ${index} does not extend the one before`);
    }
    assert.match(messages[1] ?? '', /"reasoning_content":"Read it — “first”\.\\n"/);
    assert.match(messages[3] ?? '', /"content":"It says alpha\.","reasoning_content":""/);
  });

  it('answers calls of unknown tools, bad arguments and failing tools, and goes on', async () => {
    await using fixture = await startFixture({
      scenario: [
        {
          reasoning: 'All wrong.',
          toolCalls: [
            { name: 'no_such_tool', arguments: {} },
            { name: 'read_file', arguments: '{"path": "a' },
            { name: 'read_file', arguments: { wrong: 1 } },
            { name: 'read_file', arguments: { path: 'missing.txt' } },
          ],
        },
        (request) => ({ content: JSON.stringify(request.messages.filter((message) => message.role === 'tool')) }),
      ],
    });
    const { session, simulator } = fixture;
    await session.send(prompt('Go'));
    assert.deepEqual(simulator.violations(), []);
    const answer = blockOf(session, 'content').text;
    assert.match(answer, /There is no tool \\"no_such_tool\\"/);
    assert.match(answer, /not (valid )?JSON/);
    assert.match(answer, /missing\.txt/);
    const states = session.transcript.blocks.flatMap((block) => (block.type === 'tool' ? [block.state] : []));
    assert.deepEqual(states, ['failed', 'failed', 'failed', 'failed']);
  });

  it('runs the reads of a step at the same time and keeps the order of their results', async () => {
    await using fixture = await startFixture({
      files: { 'a.txt': 'first', 'b.txt': 'second' },
      scenario: [
        {
          reasoning: 'Both.',
          toolCalls: [
            { name: 'read_file', arguments: { path: 'a.txt' } },
            { name: 'read_file', arguments: { path: 'b.txt' } },
          ],
        },
        { content: 'Read.' },
      ],
    });
    const { workspace, session, simulator } = fixture;
    const second = Promise.withResolvers<void>();
    session.onEntries((entries) => {
      if (entries.some(({ event }) => event.type === 'tool.finished' && event.call === '1.1')) second.resolve();
    });
    const readBytes = workspace.readBytes.bind(workspace);
    workspace.readBytes = async (file) => {
      // The first is read only when the second has its result.
      if (file.endsWith('a.txt')) await second.promise;
      return await readBytes(file);
    };
    await session.send(prompt('Read both'));
    assert.deepEqual(simulator.violations(), []);
    const results = simulator.requests[1]?.body?.messages.filter(({ role }) => role === 'tool');
    assert.deepEqual(
      results?.map(({ content }) => String(content).split('\n')[0]),
      ['1\tfirst', '1\tsecond'],
    );
  });
});

describe('an edit', () => {
  const scenario = [
    {
      reasoning: 'Change b.',
      toolCalls: [{ name: 'edit_file', arguments: { path: 'a.txt', edits: [{ old_text: 'b', new_text: 'B' }] } }],
    },
    { content: 'Done.' },
  ];
  const files = { 'a.txt': 'a\nb\nc\n' };

  it('is on disk only after it is accepted', async () => {
    await using fixture = await startFixture({ scenario, files });
    const turn = fixture.session.send(prompt('Edit'));
    await until(fixture.session, isPending);
    assert.equal(await fixture.read('a.txt'), 'a\nb\nc\n');
    const card = blockOf(fixture.session, 'edit');
    assert.deepEqual([card.path, card.added, card.removed, card.creates], ['a.txt', 1, 1, false]);
    await fixture.session.decide(pendingAction(fixture.session), { type: 'accepted' });
    await turn;
    assert.equal(await fixture.read('a.txt'), 'a\nB\nc\n');
    assert.equal(blockOf(fixture.session, 'edit').state, 'accepted');
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('leaves the file alone when rejected, and the model reads the reason', async () => {
    await using fixture = await startFixture({ scenario, files });
    const turn = fixture.session.send(prompt('Edit'));
    await until(fixture.session, isPending);
    await fixture.session.decide(pendingAction(fixture.session), { type: 'rejected', feedback: 'Keep it lower case' });
    await turn;
    assert.equal(await fixture.read('a.txt'), 'a\nb\nc\n');
    assert.match(toolResult(fixture, 1), /Keep it lower case/);
  });

  it('tells the model what the person changed in it', async () => {
    await using fixture = await startFixture({ scenario, files });
    const turn = fixture.session.send(prompt('Edit'));
    await until(fixture.session, isPending);
    const action = pendingAction(fixture.session);
    await fixture.session.updateProposal(action, 'a\nBB\nc\n');
    await fixture.session.decide(action, { type: 'accepted' });
    await turn;
    assert.equal(await fixture.read('a.txt'), 'a\nBB\nc\n');
    assert.equal(blockOf(fixture.session, 'edit').state, 'changed');
    assert.match(toolResult(fixture, 1), /-B\n\+BB/);
  });

  it('is rebased when the file changed elsewhere, and asks again', async () => {
    await using fixture = await startFixture({ scenario, files: { 'a.txt': 'top\n1\n2\n3\na\nb\nc\n' } });
    const turn = fixture.session.send(prompt('Edit'));
    await until(fixture.session, isPending);
    await fixture.write('a.txt', 'TOP\n1\n2\n3\na\nb\nc\n');
    const action = pendingAction(fixture.session);
    await fixture.session.decide(action, { type: 'accepted' });
    assert.equal(await fixture.read('a.txt'), 'TOP\n1\n2\n3\na\nb\nc\n');
    assert.equal(blockOf(fixture.session, 'edit').rebased, true);
    await fixture.session.decide(action, { type: 'accepted' });
    await turn;
    assert.equal(await fixture.read('a.txt'), 'TOP\n1\n2\n3\na\nB\nc\n');
  });

  it('is not applied over lines that changed meanwhile, until the person has settled it in the diff', async () => {
    await using fixture = await startFixture({ scenario, files });
    const turn = fixture.session.send(prompt('Edit'));
    await until(fixture.session, isPending);
    await fixture.write('a.txt', 'a\nmine\nc\n');
    const action = pendingAction(fixture.session);
    await fixture.session.decide(action, { type: 'accepted' });
    const card = blockOf(fixture.session, 'edit');
    assert.deepEqual([card.state, card.trouble?.code], ['pending', 'conflict']);
    assert.equal(await fixture.read('a.txt'), 'a\nmine\nc\n');
    assert.equal(fixture.session.proposals()[0]?.before, 'a\nmine\nc\n', 'the diff is against the file as it is');
    await fixture.session.updateProposal(action, 'a\nmine and B\nc\n');
    await fixture.session.decide(action, { type: 'accepted' });
    await turn;
    assert.equal(await fixture.read('a.txt'), 'a\nmine and B\nc\n');
    assert.match(toolResult(fixture, 1), /mine and B/);
  });

  it('can be undone, asking first when the file changed since', async () => {
    await using fixture = await startFixture({ scenario, files, approvals: 'autoEdits' });
    await fixture.session.send(prompt('Edit'));
    assert.equal(await fixture.read('a.txt'), 'a\nB\nc\n');
    const { action } = blockOf(fixture.session, 'edit');
    assert.ok(action);
    await fixture.write('a.txt', 'a\nB\nc\nmine\n');
    assert.equal(await fixture.session.undo(action), 'changed');
    assert.equal(await fixture.read('a.txt'), 'a\nB\nc\nmine\n');
    assert.equal(await fixture.session.undo(action, { overwrite: true }), 'undone');
    assert.equal(await fixture.read('a.txt'), 'a\nb\nc\n');
    assert.equal(blockOf(fixture.session, 'edit').state, 'undone');
  });

  it('of the same file stands on the one before it in the step', async () => {
    await using fixture = await startFixture({
      files,
      scenario: [
        {
          reasoning: 'Twice.',
          toolCalls: [
            { name: 'edit_file', arguments: { path: 'a.txt', edits: [{ old_text: 'b', new_text: 'B' }] } },
            { name: 'edit_file', arguments: { path: 'a.txt', edits: [{ old_text: 'B', new_text: 'BB' }] } },
          ],
        },
        { content: 'Done.' },
      ],
    });
    const { session } = fixture;
    const turn = session.send(prompt('Edit'));
    await until(session, () => session.proposals().length === 2);
    const [first, second] = session.proposals();
    assert.deepEqual([first?.after, second?.before, second?.after], ['a\nB\nc\n', 'a\nB\nc\n', 'a\nBB\nc\n']);
    for (const proposal of session.proposals()) await session.decide(proposal.action.id, { type: 'accepted' });
    await turn;
    assert.equal(await fixture.read('a.txt'), 'a\nBB\nc\n');
  });

  it('is not made in plan mode', async () => {
    await using fixture = await startFixture({ scenario, files, approvals: 'plan' });
    await fixture.session.send(prompt('Edit'));
    assert.equal(await fixture.read('a.txt'), 'a\nb\nc\n');
    assert.deepEqual(fixture.simulator.violations(), []);
  });
});

describe('a command', () => {
  const scenario = [
    { reasoning: 'Run.', toolCalls: [{ name: 'run_command', arguments: { command: 'echo out; exit 3' } }] },
    { content: 'Ran.' },
  ];

  it('asks, then streams its output and reports its exit code', async () => {
    await using fixture = await startFixture({ scenario, approvals: 'autoEdits' });
    const turn = fixture.session.send(prompt('Run'));
    await until(fixture.session, isPending);
    assert.equal(blockOf(fixture.session, 'command').command, 'echo out; exit 3');
    await fixture.session.decide(pendingAction(fixture.session), { type: 'accepted' });
    await turn;
    const card = blockOf(fixture.session, 'command');
    assert.equal(card.printed, 'out\n');
    assert.deepEqual(card.ending, { type: 'exited', code: 3 });
    assert.match(toolResult(fixture, 1), /3/);
  });

  it('does not run when skipped', async () => {
    await using fixture = await startFixture({ scenario });
    const turn = fixture.session.send(prompt('Run'));
    await until(fixture.session, isPending);
    await fixture.session.decide(pendingAction(fixture.session), { type: 'rejected', feedback: 'Not now' });
    await turn;
    assert.equal(blockOf(fixture.session, 'command').state, 'skipped');
    assert.match(toolResult(fixture, 1), /Not now/);
  });
});

describe('stop', () => {
  it('ends a turn in mid-reasoning, and the next prompt goes on', async () => {
    const gate = new Gate();
    await using fixture = await startFixture({
      scenario: [
        { reasoning: 'One two three four', content: 'never', hold: { before: { reasoning: 2 }, until: gate } },
        { content: 'Second.' },
      ],
    });
    const { session, simulator } = fixture;
    const turn = session.send(prompt('First'));
    await until(session, ({ blocks }) => blocks.at(-1)?.type === 'reasoning');
    session.stop();
    await turn;
    assert.deepEqual(blockTypes(session), ['user', 'reasoning', 'notice']);
    await session.send(prompt('Second'));
    assert.deepEqual(simulator.violations(), []);
    assert.equal(simulator.requests[0]?.aborted, true);
  });

  it('keeps what was said before it in the history', async () => {
    const gate = new Gate();
    await using fixture = await startFixture({
      scenario: [
        { reasoning: 'Thought.', content: 'One two three', hold: { before: { content: 2 }, until: gate } },
        (request) => ({ content: JSON.stringify(request.messages.at(-2)) }),
      ],
    });
    const { session } = fixture;
    const turn = session.send(prompt('First'));
    await until(session, ({ blocks }) =>
      blocks.some((block) => block.type === 'content' && block.text.includes('two')),
    );
    session.stop();
    await turn;
    await session.send(prompt('Second'));
    const said = session.transcript.blocks.findLast((block) => block.type === 'content');
    assert.match(said?.type === 'content' ? said.text : '', /One two.*Thought\./);
  });

  it('answers every call when it comes while a command runs, and kills the command', async () => {
    await using fixture = await startFixture({
      scenario: [
        {
          reasoning: 'Run.',
          toolCalls: [
            { name: 'run_command', arguments: { command: 'echo started; sleep 600' } },
            { name: 'list_files', arguments: {} },
          ],
        },
        { content: 'Went on.' },
      ],
    });
    const { session, simulator } = fixture;
    const turn = session.send(prompt('Run'));
    await until(session, isPending);
    await session.decide(pendingAction(session), { type: 'accepted' });
    await until(session, ({ blocks }) =>
      blocks.some((block) => block.type === 'command' && block.printed.includes('started')),
    );
    session.stop();
    await turn;
    assert.deepEqual(blockOf(session, 'command').ending, { type: 'stopped' });
    await session.send(prompt('And now?'));
    assert.deepEqual(simulator.violations(), []);
  });

  it('cancels what waits for consent', async () => {
    await using fixture = await startFixture({
      files: { 'a.txt': 'a' },
      scenario: [
        {
          reasoning: 'Edit.',
          toolCalls: [
            { name: 'write_file', arguments: { path: 'a.txt', content: 'b' } },
            { name: 'write_file', arguments: { path: 'new.txt', content: 'n' } },
          ],
        },
        { content: 'Went on.' },
      ],
    });
    const { session, simulator } = fixture;
    const turn = session.send(prompt('Edit'));
    await until(session, () => session.proposals().length === 2);
    session.stop();
    await turn;
    assert.equal(await fixture.read('a.txt'), 'a');
    assert.deepEqual(session.proposals(), []);
    await session.send(prompt('And now?'));
    assert.deepEqual(simulator.violations(), []);
  });
});

/** What the model read as the first tool result, in the nth request. */
function toolResult(fixture: SessionFixture, request: number): string {
  const message = fixture.simulator.requests[request]?.body?.messages.find(({ role }) => role === 'tool');
  assert.equal(typeof message?.content, 'string');
  return String(message?.content);
}
