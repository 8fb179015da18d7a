import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Tool, ToolContext, ToolKind } from '../../../src/agent/contracts/tool.ts';
import { FolderWorkspace } from '../support/folderWorkspace.ts';
import { blockOf, prompt, type SessionFixture, startFixture, until } from '../support/sessionFixture.ts';

/** A tool that takes no notice of being stopped, and then does this with the context of its call. */
function deafTool(late: (context: ToolContext) => unknown = () => {}, kind: ToolKind = 'run') {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: called, resolve: begin } = Promise.withResolvers<void>();
  const { promise: ended, resolve: end } = Promise.withResolvers<unknown>();
  const tool: Tool = {
    name: 'wait',
    kind,
    description: 'Waits.',
    schema: z.object({}),
    async run(_, context) {
      begin();
      await released;
      await Promise.resolve(late(context)).then(end, end);
      return { output: 'too late', display: { type: 'question' } };
    },
  };
  return { tool, called, ended, release };
}

const call = { toolCalls: [{ name: 'wait', arguments: {} }] };

function results({ simulator }: SessionFixture): string[] {
  const messages = simulator.requests.at(-1)?.body?.messages ?? [];
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
}

describe('stop, while a tool does not end', () => {
  for (const kind of ['read', 'edit'] as const) {
    it(`ends the turn for one of the kind "${kind}", and what it says later counts no more`, async () => {
      const deaf = deafTool(() => {}, kind);
      await using fixture = await startFixture({
        tools: [deaf.tool],
        scenario: [
          { toolCalls: [...call.toolCalls, ...call.toolCalls] },
          { content: 'Went on.' },
          { content: 'Done.' },
        ],
      });
      const { session, simulator } = fixture;
      const turn = session.send(prompt('Go'));
      await deaf.called;
      session.stop();
      await turn;
      assert.equal(session.transcript.activity.type, 'idle');
      await session.send(prompt('And now?'));
      deaf.release();
      await deaf.ended;
      await session.send(prompt('And then?'));
      assert.equal(results(fixture).length, 2);
      assert.match(results(fixture)[0] ?? '', /stopped this call/);
      assert.deepEqual(simulator.violations(), []);
    });
  }

  it('lets it begin nothing more: no question, no command, no recording', async () => {
    const attempts: Record<string, (context: ToolContext, folder: string) => unknown> = {
      ask: (context) => context.ask({ type: 'question', question: 'Really?', choices: [], several: false }),
      approve: (context) => context.approve({ type: 'command', command: 'true', cwd: '.' }),
      mayRead: async (context, folder) => context.mayRead(await new FolderWorkspace(folder).resolve('a.txt')),
      start: (context, cwd) => context.jobs.start({ command: 'touch made', cwd }, () => {}),
      record: (context) => context.recordChanges(async () => assert.fail('the work began')),
    };
    const refused: string[] = [];
    let folder = '';
    const deaf = deafTool(async (context) => {
      for (const [name, attempt] of Object.entries(attempts)) {
        await Promise.resolve(context)
          .then(() => attempt(context, folder))
          .catch((error: unknown) => refused.push(`${name}: ${error}`));
      }
      context.progress('late');
    });
    await using fixture = await startFixture({ tools: [deaf.tool], scenario: [call, { content: 'Done.' }] });
    folder = fixture.folder;
    const turn = fixture.session.send(prompt('Go'));
    await deaf.called;
    fixture.session.stop();
    await turn;
    const { seq } = fixture.session.transcript;
    deaf.release();
    await deaf.ended;
    assert.deepEqual(
      refused,
      Object.keys(attempts).map((name) => `${name}: Error: This call was stopped.`),
    );
    assert.equal(fixture.session.transcript.seq, seq);
  });

  it('tells what it changed once that is known, so that it can be undone', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: called, resolve: begin } = Promise.withResolvers<void>();
    let folder = '';
    const tool: Tool = {
      ...deafTool().tool,
      async run(_, context) {
        await context.recordChanges(async () => {
          await writeFile(path.join(folder, 'made.txt'), 'made');
          begin();
          await released;
        });
        return { output: 'too late', display: { type: 'question' } };
      },
    };
    await using fixture = await startFixture({ tools: [tool], scenario: [call, { content: 'Done.' }] });
    const { session } = fixture;
    folder = fixture.folder;
    const turn = session.send(prompt('Go'));
    await called;
    session.stop();
    await turn;
    release();
    await until(session, ({ blocks }) => blocks.some(({ type }) => type === 'changes'));
    assert.deepEqual(
      blockOf(session, 'changes').files.map((file) => file.path),
      ['made.txt'],
    );
  });

  it('still takes the result of a tool that ends soon after it', async () => {
    const { promise: called, resolve: begin } = Promise.withResolvers<void>();
    const tool: Tool = {
      ...deafTool().tool,
      run: async (_, { signal }) => {
        begin();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return { output: 'Half of it is done.', display: { type: 'question' } };
      },
    };
    await using fixture = await startFixture({ tools: [tool], scenario: [call, { content: 'Done.' }] });
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await called;
    session.stop();
    await turn;
    await session.send(prompt('And now?'));
    assert.deepEqual(results(fixture), ['Half of it is done.']);
  });
});
