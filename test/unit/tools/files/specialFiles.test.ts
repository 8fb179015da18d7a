import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readRegularFile, statEntry } from '../../../../src/vscode/workspace/regularFile.ts';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { runTool } from '../runTool.ts';

/** What each tool is asked to do with the file that these arguments name. */
const CALLS: Record<string, (file: string) => object> = {
  read_file: (path) => ({ path }),
  view_image: (path) => ({ path }),
  watch_video_clip: (path) => ({ path }),
  edit_file: (path) => ({ path, edits: [{ old_text: 'a', new_text: 'b' }] }),
  write_file: (path) => ({ path, content: 'text' }),
  delete_file: (path) => ({ path }),
  rename_file: (path) => ({ path, to: 'elsewhere' }),
  edit_notebook: (path) => ({ path, action: 'delete', cell: 1 }),
  search_text: (path) => ({ path, pattern: 'a' }),
  find_files: (path) => ({ path, name: 'a' }),
  list_files: (path) => ({ path }),
  outline: (path) => ({ path }),
  get_diagnostics: (path) => ({ path }),
};

describe('what is no regular file', () => {
  if (process.platform === 'win32') return;
  let folder: string;
  let workspace: FolderWorkspace;
  const server = createServer();

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ask-kimi-special-'));
    workspace = new FolderWorkspace(folder);
    execFileSync('mkfifo', ['pipe', 'pipe.ipynb', 'pipe.png'], { cwd: folder });
    await symlink('pipe', path.join(folder, 'link'));
    await new Promise<void>((resolve) => server.listen(path.join(folder, 'socket'), resolve));
    await symlink('/dev/zero', path.join(folder, 'zeros'));
    if (process.platform === 'linux') await symlink('/proc/self/environ', path.join(folder, 'system'));
  });
  after(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [tool, args] of Object.entries(CALLS)) {
    it(`is refused at once by ${tool}`, async () => {
      const notebook = tool === 'edit_notebook';
      for (const name of notebook ? ['pipe.ipynb'] : ['pipe', 'pipe.png', 'link', 'socket']) {
        await assert.rejects(runTool(workspace, tool, args(name)), /is (a named pipe|a socket), not a file/, name);
      }
    });
  }

  it('is refused where a link leads to a device, or to a file that the system makes up', async () => {
    const agrees = { agrees: () => true };
    await assert.rejects(runTool(workspace, 'read_file', { path: 'zeros' }, agrees), /is a device/);
    if (process.platform !== 'linux') return;
    await assert.rejects(runTool(workspace, 'read_file', { path: 'system' }, agrees), /made up by the system/);
    await assert.rejects(readRegularFile('/proc/cpuinfo'), /made up by the system/);
    await assert.rejects(statEntry('/sys/kernel/mm/transparent_hugepage/enabled'), /made up by the system/);
  });

  it('does not keep a rename, nor a new file, from saying that its place is taken or is no folder', async () => {
    await writeFile(path.join(folder, 'a.txt'), 'a');
    await assert.rejects(runTool(workspace, 'rename_file', { path: 'a.txt', to: 'pipe' }), /named pipe/);
    await assert.rejects(runTool(workspace, 'read_file', { path: 'pipe/below.txt' }), /named pipe/);
    assert.equal(await readFile(path.join(folder, 'a.txt'), 'utf8'), 'a');
  });

  it('names everything where it is in the place of .kimiignore, and nothing is searched', async () => {
    const guarded = path.join(folder, 'guarded');
    await mkdir(guarded);
    await writeFile(path.join(guarded, 'a.txt'), 'secret plan\n');
    execFileSync('mkfifo', ['.kimiignore'], { cwd: guarded });
    const inside = new FolderWorkspace(guarded);
    assert.equal((await inside.resolve('a.txt')).excluded, true);
    await assert.rejects(runTool(inside, 'search_text', { pattern: 'plan' }), /\.kimiignore .* cannot be read/);
    await assert.rejects(runTool(inside, 'find_files', { name: 'a' }), /\.kimiignore .* cannot be read/);
  });

  it('does not keep empty files from being read', async () => {
    await writeFile(path.join(folder, 'empty.txt'), '');
    assert.equal((await runTool(workspace, 'read_file', { path: 'empty.txt' })).text, 'empty.txt is empty.');
  });
});
