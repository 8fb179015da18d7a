import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../../src/agent/contracts/workspace.ts';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { withoutMarks } from '../../support/withoutMarks.ts';
import { runTool } from '../runTool.ts';

const problem: Diagnostic = { path: 'a.ts', line: 3, severity: 'error', message: 'x is not defined', source: 'ts' };

describe('the result of an edit', () => {
  let workspace: FolderWorkspace;
  beforeEach(async () => {
    workspace = new FolderWorkspace(await tempFolder({ 'a.ts': 'old\n' }));
  });
  afterEach(removeTempFolders);
  const write = (person: Parameters<typeof runTool>[3]) =>
    runTool(workspace, 'write_file', { path: 'a.ts', content: 'new\n' }, person);

  it('names the problems that it brought', async () => {
    const { text } = await write({ newProblems: Promise.resolve({ compared: true, problems: [problem] }) });
    assert.match(text, /^Edited a\.ts: .*\nNew problems:\n<problems-[0-9a-f]{8}>\n/);
    assert.equal(withoutMarks(text), 'Edited a.ts: +1 −1 lines.\nNew problems:\na.ts:3 error: x is not defined (ts)');
  });

  it('says so where it is not known which are new', async () => {
    const { text } = await write({ newProblems: Promise.resolve({ compared: false, problems: [problem] }) });
    assert.match(withoutMarks(text), /\nProblems there now:\na\.ts:3/);
  });

  it('bounds them, and tells how many there are', async () => {
    const problems = Array.from({ length: 1000 }, () => problem);
    const { text } = await write({ newProblems: Promise.resolve({ compared: true, problems }) });
    assert(text.length < 5000);
    assert.match(text, /\[\d+ more: see get_diagnostics\.\]$/);
  });

  it('says nothing of problems that there are not, nor after a refusal', async () => {
    const none = Promise.resolve({ compared: true, problems: [] });
    assert.equal((await write({ newProblems: none })).text, 'Edited a.ts: +1 −1 lines.');
    const some = Promise.resolve({ compared: true, problems: [problem] });
    const refused = await write({ newProblems: some, decisions: [{ type: 'rejected' }] });
    assert.doesNotMatch(refused.text, /problems/);
  });

  it('tells what saving made of the text, where the person changed it first too', async () => {
    const saved = { changes: '@@ -1 +1 @@\n-a\n+b', text: 'ref' };
    const changed = { type: 'acceptedWithChanges' as const, changes: '@@ -1 +1 @@\n-p\n+a', after: 'ref', saved };
    const { text } = await write({ decisions: [changed] });
    assert.match(
      text,
      /to what they accepted:\n@@ -1 \+1 @@\n-p\n\+a\nSaving changed it further .*on disk now:\n@@.*\n-a\n\+b$/,
    );
  });
});
