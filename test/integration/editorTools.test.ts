import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { externalDefinitions } from '../../src/tools/external/externalDefinitions.ts';
import type { ToolWords } from '../../src/vscode/externalTools/enabledTools.ts';
import { editorWords, isOfSameServer } from '../../src/vscode/externalTools/externalTools.ts';
import { editorCaller, languageModelTools, wordsOf } from '../../src/vscode/externalTools/languageModelTools.ts';
import { workspaceFolder } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

const signal = new AbortController().signal;
/** The bundles of the tests stand below the project. */
const script = path.join(__dirname, '../../../test/mcp/stdioServer.ts');

describe("the tools in VS Code's list", () => {
  const file = () => path.join(workspaceFolder(), '.vscode', 'mcp.json');
  const echo = () => languageModelTools().find(({ info }) => info.name.endsWith('_echo'));

  /** As it is offered where the user chose it when it said this of itself. Default: what it says. */
  const definitionOf = (end: string, words?: ToolWords) => {
    const tool = languageModelTools().find(({ info }) => info.name.endsWith(end)) ?? assert.fail();
    return externalDefinitions([editorWords(tool, words)], new Set())[0] ?? assert.fail();
  };

  before(async function () {
    const start = 'workbench.mcp.startServer';
    if (!(await vscode.commands.getCommands()).includes(start)) this.skip();
    await mkdir(path.dirname(file()), { recursive: true });
    const servers = { demo: { command: process.execPath, args: [script] } };
    await writeFile(file(), JSON.stringify({ servers }));
    await waitFor('the server of the folder', async () => {
      await vscode.commands.executeCommand(start, 'mcp.config.ws0.demo', { autoTrustChanges: true });
      return echo() !== undefined;
    });
  });
  after(() => rm(file(), { force: true }));

  it('are those of servers that VS Code runs and those of its own that only look and test', () => {
    assert(
      vscode.lm.tools.some(({ name }) => name === 'run_in_terminal'),
      'VS Code has tools of its own',
    );
    const names = new Set(languageModelTools().map(({ info }) => info.name));
    assert(!names.has('run_in_terminal') && names.has('runTests'), [...names].join());
    assert.equal(echo()?.type, 'server');
  });

  it('are known as tools of a server that the folder configures too', () => {
    const tool = echo() ?? assert.fail();
    assert(isOfSameServer(tool, { tool: 'echo', description: 'Says it again.' }));
    assert(!isOfSameServer(tool, { tool: 'echo', description: 'Says something else.' }));
    assert(!isOfSameServer(tool, { tool: 'picture', description: 'Says it again.' }));
  });

  it('are called without an account, and what they answer is read', async () => {
    assert.deepEqual(await editorCaller(definitionOf('_echo')).call({ text: 'grün' }, signal), {
      parts: [{ type: 'text', text: 'grün' }],
      failed: false,
    });
    const { parts } = await editorCaller(definitionOf('_picture')).call({}, signal);
    assert.equal(parts[0]?.type, 'image');
    await assert.rejects(
      editorCaller({ ...definitionOf('_echo'), tool: 'mcp_demo_gone' }).call({}, signal),
      /is not there any more/,
    );
  });

  it('are offered as they were chosen, and not called where they are described otherwise by now', async () => {
    const live = wordsOf(echo()?.info ?? assert.fail());
    await editorCaller(definitionOf('_echo', live)).prepare();
    for (const words of [
      { ...live, description: 'Says it twice.' },
      { ...live, schema: { type: 'object' } },
    ]) {
      const definition = definitionOf('_echo', words);
      assert.equal(definition.description, words.description);
      await assert.rejects(editorCaller(definition).prepare(), /choose it again/);
      await assert.rejects(editorCaller(definition).call({ text: 'x' }, signal), /choose it again/);
    }
  });

  it('end with the turn', async () => {
    const controller = new AbortController();
    const call = editorCaller(definitionOf('_echo')).call({ text: 'x' }, controller.signal);
    controller.abort(new Error('stopped'));
    await assert.rejects(call, /stopped/);
  });
});
