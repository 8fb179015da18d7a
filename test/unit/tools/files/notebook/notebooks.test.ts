import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { NotebookText } from '../../../../../src/tools/files/notebook/notebookText.ts';
import { FolderWorkspace } from '../../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../../support/tempFolder.ts';
import { runTool } from '../../runTool.ts';

/** As Jupyter writes it: an indent of one, a line a string. The numbers are such that parsing would change them. */
const NOTEBOOK = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "aa11",
   "metadata": {"2": 1.0, "1": 10000000000000000001},
   "source": [
    "# Title\\n",
    "text \\u00e9"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 3,
   "id": "bb22",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "hello\\n"
     ]
    },
    {
     "data": {
      "image/png": "iVBORw0KGgo=",
      "text/plain": "<Figure>"
     },
     "output_type": "display_data"
    }
   ],
   "source": [
    "x = 1\\n",
    "print('hello')"
   ]
  }
 ],
 "metadata": {"kernelspec": {"name": "python3"}},
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

describe('notebooks', () => {
  let folder: string;
  let workspace: FolderWorkspace;
  beforeEach(async () => {
    folder = await tempFolder({ 'a.ipynb': NOTEBOOK, 'broken.ipynb': 'not JSON\n', 'other.ipynb': '{"a": 1}' });
    workspace = new FolderWorkspace(folder);
  });
  afterEach(removeTempFolders);
  const run = (name: string, args: object) => runTool(workspace, name, args);
  const edit = (args: object) => run('edit_notebook', { path: 'a.ipynb', ...args });
  const onDisk = () => readFile(path.join(folder, 'a.ipynb'), 'utf8');

  describe('are read', () => {
    it('as cells with their numbers, kinds and outputs in short', async () => {
      const { text, display } = await run('read_file', { path: 'a.ipynb' });
      assert.equal(
        text,
        "[Cell 1, markdown]\n# Title\ntext é\n\n[Cell 2, code]\nx = 1\nprint('hello')\n[Output]\nhello\n\n<Figure>\n[image/png]",
      );
      assert.deepEqual(display, { type: 'file', path: 'a.ipynb', startLine: 1, endLine: 2, totalLines: 2 });
    });

    it('in part, by cells', async () => {
      const { text } = await run('read_file', { path: 'a.ipynb', start_line: 1, end_line: 1 });
      assert.match(text, /^\[Cell 1, markdown\]\n# Title\ntext é\n\n\[Cells 1-1 of 2\. Go on with start_line 2/);
      await assert.rejects(run('read_file', { path: 'a.ipynb', start_line: 3 }), /only 2 cells/);
    });

    it('as text where they are none, and refused where they have no cells', async () => {
      assert.match((await run('read_file', { path: 'broken.ipynb' })).text, /1\tnot JSON/);
      await assert.rejects(run('read_file', { path: 'other.ipynb' }), /not a notebook with cells/);
    });
  });

  describe('are edited', () => {
    it('in one cell, and every other byte stays', async () => {
      const { text } = await edit({ action: 'replace', cell: 2, source: "x = 2\nprint('hello')" });
      assert.equal(text, 'Edited a.ipynb: +1 −1 lines.');
      assert.equal(await onDisk(), NOTEBOOK.replace('"x = 1\\n"', '"x = 2\\n"'));
    });

    it('by a new cell, at the start, between and at the end', async () => {
      for (const cell of [1, 3, 5]) await edit({ action: 'insert', cell, source: 'new', kind: 'markdown' });
      const notebook = new NotebookText(await onDisk());
      assert.deepEqual(
        notebook.cells.map(({ kind, source }) => [kind, source]),
        [
          ['markdown', 'new'],
          ['markdown', '# Title\ntext é'],
          ['markdown', 'new'],
          ['code', "x = 1\nprint('hello')"],
          ['markdown', 'new'],
        ],
      );
      assert.match(
        await onDisk(),
        /^\{\n "cells": \[\n {2}\{\n {3}"cell_type": "markdown",\n {3}"id": "[0-9a-f]{8}",\n {3}"metadata": \{\},\n {3}"source": \[\n {4}"new"\n {3}\]\n {2}\},\n {2}\{\n/,
      );
    });

    it('by deleting cells, down to none, and by one in an empty one', async () => {
      await edit({ action: 'delete', cell: 2 });
      await edit({ action: 'delete', cell: 1 });
      assert.match(await onDisk(), /^\{\n "cells": \[\],\n "metadata": \{"kernelspec"/);
      await edit({ action: 'insert', cell: 1, source: 'a = 1' });
      const { nbformat, cells } = JSON.parse(await onDisk());
      assert.equal(nbformat, 4);
      assert.deepEqual(
        { ...cells[0], id: '' },
        {
          cell_type: 'code',
          execution_count: null,
          id: '',
          metadata: {},
          outputs: [],
          source: ['a = 1'],
        },
      );
    });

    it('only where the cell is, and to something else', async () => {
      await assert.rejects(edit({ action: 'replace', cell: 3, source: '' }), /no cell 3: the notebook has 2/);
      await assert.rejects(edit({ action: 'insert', cell: 4, source: '' }), /has 2 cells/);
      await assert.rejects(edit({ action: 'replace', cell: 1 }), /give its source/);
      await assert.rejects(edit({ action: 'replace', cell: 1, source: '# Title\ntext é' }), /already has this text/);
      assert.equal(await onDisk(), NOTEBOOK);
    });

    it('by no other tool, but created by write_file', async () => {
      const edits = [{ old_text: 'x = 1', new_text: 'x = 2' }];
      await assert.rejects(run('edit_file', { path: 'a.ipynb', edits }), /edit_notebook/);
      await assert.rejects(run('write_file', { path: 'a.ipynb', content: '{}' }), /edit_notebook/);
      assert.equal((await run('write_file', { path: 'new.ipynb', content: NOTEBOOK })).text.slice(0, 8), 'Created ');
      await assert.rejects(run('edit_notebook', { path: 'a.py', action: 'delete', cell: 1 }), /not a notebook/);
    });
  });

  it('keep all but the changed cell, however they are written', () => {
    const source = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', 'é', ' ', '{', ']', '\u2028') });
    const notebook = fc.record({
      sources: fc.array(source, { minLength: 1, maxLength: 5 }),
      indent: fc.constantFrom(0, 1, 2, '\t'),
      crlf: fc.boolean(),
      whole: fc.boolean(),
    });
    fc.assert(
      fc.property(notebook, fc.nat(), source, ({ sources, indent, crlf, whole }, pick, added) => {
        const cells = sources.map((text) => ({
          cell_type: 'raw',
          metadata: { a: [] },
          source: whole ? text : lines(text),
        }));
        const json = JSON.stringify({ cells, nbformat: 4, nbformat_minor: 4 }, undefined, indent);
        const text = crlf ? json.replaceAll('\n', '\r\n') : json;
        const read = (written: string) => new NotebookText(written).cells.map((cell) => cell.source);
        const at = pick % sources.length;
        const replaced = new NotebookText(text).replace(at, added);
        assert.deepEqual(read(replaced), sources.with(at, added));
        assert.equal(new NotebookText(replaced).replace(at, sources[at] ?? ''), text, 'and back, to the byte');
        assert.deepEqual(read(new NotebookText(text).insert(at, 'raw', added, 'id')), sources.toSpliced(at, 0, added));
        const inserted = new NotebookText(text).insert(at, 'raw', added, 'id');
        assert.equal(new NotebookText(inserted).remove(at), text, 'and away again, to the byte');
        assert.deepEqual(read(new NotebookText(text).remove(at)), sources.toSpliced(at, 1));
      }),
    );
  });
});

function lines(text: string): string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== '');
}
