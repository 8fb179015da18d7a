import assert from 'node:assert/strict';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { runTool } from '../runTool.ts';

describe('get_diagnostics', () => {
  let workspace: FolderWorkspace;
  before(async () => {
    workspace = new FolderWorkspace(await tempFolder({ 'a.ts': '', 'b.ts': '' }));
    workspace.problems = [
      { path: 'a.ts', line: 3, severity: 'warning', message: 'unused' },
      { path: 'b.ts', line: 1, severity: 'error', message: 'no such name', source: 'ts' },
    ];
  });
  after(removeTempFolders);

  it('lists the worst first', async () => {
    const { text, display } = await runTool(workspace, 'get_diagnostics', {});
    assert.deepEqual(text.split('\n').slice(0, 2), ['b.ts:1 error: no such name (ts)', 'a.ts:3 warning: unused']);
    assert.match(text, /\n\[It may not have checked files that are not open: name a path to have it checked\.\]$/);
    assert.deepEqual(display, { type: 'diagnostics', errors: 1, warnings: 1 });
  });

  it('lists those of one file', async () => {
    assert.equal((await runTool(workspace, 'get_diagnostics', { path: 'a.ts' })).text, 'a.ts:3 warning: unused');
    await assert.rejects(runTool(workspace, 'get_diagnostics', { path: 'c.ts' }), /c\.ts does not exist/);
  });

  it('says so when there are none', async () => {
    assert.match((await runTool(new FolderWorkspace(), 'get_diagnostics', {})).text, /^No problems are known/);
  });

  it('bounds a flood', async () => {
    const flooded = new FolderWorkspace();
    flooded.problems = Array.from({ length: 5000 }, (_, line) => ({
      path: 'x',
      line,
      severity: 'error' as const,
      message: 'm',
    }));
    const { text } = await runTool(flooded, 'get_diagnostics', {});
    assert(text.length < 21_000);
    assert.match(text, /\[\d+ more\. Name a path/);
  });
});
