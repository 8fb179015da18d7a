import assert from 'node:assert/strict';
import { mkdir, readFile, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { runTool } from '../runTool.ts';

describe('the tools that delete and rename', () => {
  let folder: string;
  let workspace: FolderWorkspace;
  beforeEach(async () => {
    folder = await tempFolder({ 'a.txt': 'text\n', 'taken.txt': 'mine\n', 'data.bin': Buffer.from([0, 1, 255]) });
    workspace = new FolderWorkspace(folder);
  });
  afterEach(removeTempFolders);
  const at = (name: string) => path.join(folder, name);
  const place = (name: string) => ({
    path: name,
    absolutePath: at(name),
    real: name,
    realPath: at(name),
    inside: true,
  });
  const run = (name: string, args: object, person = {}) => runTool(workspace, name, args, person);

  describe('delete_file', () => {
    it('asks with the text that goes, and deletes', async () => {
      const { text, display, requests } = await run('delete_file', { path: 'a.txt' });
      assert.equal(text, 'Deleted a.txt.');
      assert.deepEqual(display, { type: 'edit', path: 'a.txt', decision: 'accepted' });
      const asked = { type: 'edit', ...place('a.txt') };
      assert.deepEqual(requests, [{ ...asked, before: 'text\n', after: null }]);
      await assert.rejects(stat(at('a.txt')), { code: 'ENOENT' });
    });

    it('asks with the bytes of a file that has no text', async () => {
      const { requests } = await run('delete_file', { path: 'data.bin' });
      assert(requests[0]?.type === 'edit');
      assert.deepEqual([requests[0].before, requests[0].after], ['', null]);
      assert.deepEqual([...(requests[0].binary ?? [])], [0, 1, 255]);
      await assert.rejects(stat(at('data.bin')), { code: 'ENOENT' });
    });

    it('says that a file stays when the person refuses', async () => {
      const { text } = await run(
        'delete_file',
        { path: 'a.txt' },
        { decisions: [{ type: 'rejected', feedback: 'No!' }] },
      );
      assert.equal(text, 'a.txt is unchanged: the person refused and said: No!');
      assert.equal(await readFile(at('a.txt'), 'utf8'), 'text\n');
    });

    it('refuses what is not there, folders, and what no checkpoint could keep', async () => {
      await mkdir(at('folder'));
      await assert.rejects(run('delete_file', { path: 'a.text' }), /a\.text does not exist\..*a\.txt/);
      await assert.rejects(run('delete_file', { path: 'folder' }), /folder is a folder/);
      await truncate(at('data.bin'), 51 * 1024 * 1024);
      await assert.rejects(run('delete_file', { path: 'data.bin' }), /too large to be kept/);
      const proposals = new Map([[at('a.txt'), null]]);
      await assert.rejects(run('delete_file', { path: 'a.txt' }, { proposals }), /gone with an edit that waits/);
    });
  });

  describe('rename_file', () => {
    it('moves a file into a new folder', async () => {
      const { text, requests } = await run('rename_file', { path: 'a.txt', to: 'new/b.txt' });
      assert.equal(text, 'Renamed a.txt to new/b.txt.');
      assert(requests[0]?.type === 'edit');
      assert.deepEqual(requests[0].to, place('new/b.txt'));
      assert.equal(await readFile(at('new/b.txt'), 'utf8'), 'text\n');
    });

    it('moves what has no text', async () => {
      await run('rename_file', { path: 'data.bin', to: 'other.bin' });
      assert.deepEqual([...(await readFile(at('other.bin')))], [0, 1, 255]);
    });

    it('says of both paths whether they are inside the workspace', async () => {
      const decisions = [{ type: 'rejected' as const }];
      const { requests } = await run('rename_file', { path: 'a.txt', to: '../outside.txt' }, { decisions });
      assert(requests[0]?.type === 'edit');
      assert.deepEqual([requests[0].inside, requests[0].to?.inside], [true, false]);
    });

    it('takes no place that is taken, also by a proposal', async () => {
      await assert.rejects(run('rename_file', { path: 'a.txt', to: 'taken.txt' }), /something at taken\.txt already/);
      const proposals = new Map([[at('new.txt'), 'proposed']]);
      await assert.rejects(
        run('rename_file', { path: 'a.txt', to: 'new.txt' }, { proposals }),
        /something at new\.txt/,
      );
    });
  });
});
