import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { runTool } from '../runTool.ts';

describe('the tools that edit', () => {
  let folder: string;
  let workspace: FolderWorkspace;
  beforeEach(async () => {
    folder = await tempFolder({
      'a.ts': 'const x = 1;\nconst y = 2;\n',
      'crlf.ts': '\uFEFFone\r\ntwo\r\n',
      'empty.ts': '',
      'data.bin': Buffer.from([0, 1]),
    });
    workspace = new FolderWorkspace(folder);
  });
  afterEach(removeTempFolders);
  const onDisk = (file: string) => readFile(path.join(folder, file), 'utf8');
  const oneEdit = (file: string, old_text: string, new_text: string) => ({
    path: file,
    edits: [{ old_text, new_text }],
  });

  describe('edit_file', () => {
    it('proposes the new text and says what is on disk once it is accepted', async () => {
      const { text, display, requests } = await runTool(
        workspace,
        'edit_file',
        oneEdit('a.ts', 'y = 2', 'y = 3;\nlet z'),
      );
      assert.equal(text, 'Edited a.ts: +2 −1 lines.');
      assert.deepEqual(display, { type: 'edit', path: 'a.ts', decision: 'accepted' });
      assert.deepEqual(requests, [
        {
          type: 'edit',
          path: 'a.ts',
          absolutePath: path.join(folder, 'a.ts'),
          realPath: path.join(folder, 'a.ts'),
          real: 'a.ts',
          inside: true,
          before: 'const x = 1;\nconst y = 2;\n',
          after: 'const x = 1;\nconst y = 3;\nlet z;\n',
        },
      ]);
      assert.equal(await onDisk('a.ts'), 'const x = 1;\nconst y = 3;\nlet z;\n');
    });

    it('keeps the byte order mark and CRLF', async () => {
      await runTool(workspace, 'edit_file', oneEdit('crlf.ts', 'one\ntwo', 'one\n1.5\ntwo'));
      assert.equal(await onDisk('crlf.ts'), '\uFEFFone\r\n1.5\r\ntwo\r\n');
    });

    it('builds on the newest proposal for the file', async () => {
      const proposals = new Map([[path.join(folder, 'a.ts'), 'proposed\n']]);
      const decisions = [{ type: 'rejected' as const }];
      const { requests } = await runTool(workspace, 'edit_file', oneEdit('a.ts', 'proposed', 'again'), {
        proposals,
        decisions,
      });
      assert.deepEqual(requests, [{ ...requests[0], before: 'proposed\n', after: 'again\n' }]);
    });

    it('tells the model of every other decision', async () => {
      const edit = oneEdit('a.ts', 'y = 2', 'y = 3');
      const told = async (decision: Parameters<typeof runTool>[3]) =>
        (await runTool(workspace, 'edit_file', edit, decision)).text;
      assert.equal(
        await told({ decisions: [{ type: 'acceptedWithChanges', changes: '@@ -1 +1 @@\n-a\n+b\n', after: '00' }] }),
        'Edited a.ts, but the person changed your proposal first. From your proposal to what is on disk now:\n@@ -1 +1 @@\n-a\n+b\n',
      );
      assert.equal(await told({ decisions: [{ type: 'rejected' }] }), 'a.ts is unchanged: the person refused.');
      assert.equal(
        await told({ decisions: [{ type: 'rejected', feedback: 'use let' }] }),
        'a.ts is unchanged: the person refused and said: use let',
      );
      assert.equal(
        await told({ decisions: [{ type: 'cancelled', cause: 'stopped' }] }),
        'a.ts is unchanged: the person stopped the turn before deciding.',
      );
      assert.match(
        await told({ decisions: [{ type: 'cancelled', cause: 'forbidden' }] }),
        /approvals setting does not allow/,
      );
      assert.equal(await onDisk('a.ts'), 'const x = 1;\nconst y = 2;\n');
    });

    it('fills an empty file and creates a new one from an empty old_text', async () => {
      await runTool(workspace, 'edit_file', oneEdit('empty.ts', '', 'a\n'));
      assert.equal(await onDisk('empty.ts'), 'a\n');
      const { text } = await runTool(workspace, 'edit_file', oneEdit('new/b.ts', '', 'b\n'));
      assert.equal(text, 'Created new/b.ts: +1 −0 lines.');
      assert.equal(await onDisk('new/b.ts'), 'b\n');
    });

    it('says why edits do not fit, and leaves the file alone', async () => {
      const attempt = (file: string, old: string) => runTool(workspace, 'edit_file', oneEdit(file, old, 'z'));
      await assert.rejects(attempt('a.ts', 'const'), /occurs 2 times, at lines 1, 2/);
      await assert.rejects(attempt('b.ts', 'const'), /b\.ts does not exist\..* Similar names there: a\.ts/);
      await assert.rejects(attempt('data.bin', 'x'), /binary/);
      await assert.rejects(attempt('.', 'x'), /is a folder/);
      assert.equal(await onDisk('a.ts'), 'const x = 1;\nconst y = 2;\n');
    });

    it('proposes the edits that fit, and says which do not', async () => {
      const edits = [
        { old_text: 'const z = 1;', new_text: 'const z = 4;' },
        { old_text: 'y = 2; ', new_text: 'y = 3;' },
        { old_text: 'const', new_text: 'let' },
      ];
      const { text } = await runTool(workspace, 'edit_file', { path: 'a.ts', edits });
      assert.equal(await onDisk('a.ts'), 'const x = 1;\nconst y = 3;\n');
      assert.match(text, /^Edited a\.ts: \+1 −1 lines\.\nedits\[1\] matched at line 2 after ignoring white space/);
      assert.match(text, /^The proposal held edits\[1\]\. The others do not fit; correct and send only those:$/m);
      assert.match(text, /^edits\[0\]: old_text is not in the file\.\n.*\n1\tconst x = 1;\n/m);
      assert.match(text, /^edits\[2\]: old_text occurs 2 times, at lines 1, 2/m);
    });

    it('says so when edits cancel each other out', async () => {
      const edits = [
        { old_text: 'x = 1', new_text: 'x = 2' },
        { old_text: 'x = 2', new_text: 'x = 1' },
      ];
      await assert.rejects(runTool(workspace, 'edit_file', { path: 'a.ts', edits }), /cancel each other out/);
    });

    it('marks a proposal outside the workspace, and quotes nothing from there unasked', async () => {
      const outside = path.join(await tempFolder({ 'o.txt': 'secret\n' }), 'o.txt');
      const { requests } = await runTool(workspace, 'edit_file', oneEdit(outside, 'secret', 'public'));
      assert.deepEqual(requests, [{ ...requests[0], path: outside, absolutePath: outside, inside: false }]);
      await assert.rejects(
        runTool(workspace, 'edit_file', oneEdit(outside, 'publik', 'x')),
        (error: Error) => error.message.includes('Read it first') && !error.message.includes('public\n'),
      );
    });
  });

  describe('write_file', () => {
    it('creates a file with its folders', async () => {
      const { text, requests } = await runTool(workspace, 'write_file', { path: 'n/e/w.ts', content: 'ü\n' });
      assert.equal(text, 'Created n/e/w.ts: +1 −0 lines.');
      assert.deepEqual(requests, [{ ...requests[0], before: null, after: 'ü\n' }]);
      assert.equal(await onDisk('n/e/w.ts'), 'ü\n');
    });

    it('replaces a whole text in the style that it had', async () => {
      await runTool(workspace, 'write_file', { path: 'crlf.ts', content: 'one\n2\n' });
      assert.equal(await onDisk('crlf.ts'), '\uFEFFone\r\n2\r\n');
    });

    it('says that nothing is to change, without asking', async () => {
      const { text, requests } = await runTool(workspace, 'write_file', { path: 'crlf.ts', content: 'one\ntwo\n' });
      assert.match(text, /already has exactly this content/);
      assert.deepEqual(requests, []);
    });

    it('says that a rejected file was not created', async () => {
      const decisions = [{ type: 'rejected' as const, feedback: 'no' }];
      const { text } = await runTool(workspace, 'write_file', { path: 'b.ts', content: '' }, { decisions });
      assert.equal(text, 'b.ts was not created: the person refused and said: no');
      await assert.rejects(onDisk('b.ts'));
    });

    it('never writes over a folder, nor anywhere without one open', async () => {
      await assert.rejects(runTool(workspace, 'write_file', { path: '.', content: '' }), /is a folder/);
      await assert.rejects(
        runTool(new FolderWorkspace(), 'write_file', { path: 'x', content: '' }),
        /No folder is open/,
      );
    });
  });
});
