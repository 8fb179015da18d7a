import assert from 'node:assert/strict';
import { foldersOf, PathIndex } from '../../../../src/util/search/pathIndex.ts';

describe('PathIndex', () => {
  const paths = [
    'src/app.ts',
    'src/vscode/panel/panelState.ts',
    'src/panel/state.ts',
    'test/panelState.test.ts',
    'README.md',
  ];

  it('puts the best first, and what has the name as it stands before what only abbreviates it', () => {
    const index = new PathIndex(paths);
    assert.deepEqual(index.find('panelState', 10), ['src/vscode/panel/panelState.ts', 'test/panelState.test.ts']);
    assert.equal(index.find('vps', 10)[0], 'src/vscode/panel/panelState.ts');
    assert.deepEqual(index.find('xyz', 10), []);
  });

  it('finds the same whether a name is typed key by key, taken back, or pasted', () => {
    const typed = new PathIndex(paths);
    for (const name of ['s', 'st', 'sta', 'st', 's', 'pan', 'READ', 'state']) {
      assert.deepEqual(typed.find(name, 3), new PathIndex(paths).find(name, 3), name);
    }
  });

  it('holds no more than it is asked for, and the best of them', () => {
    const many = Array.from({ length: 5000 }, (_, index) => `deep/er/file${index}.ts`);
    const index = new PathIndex([...many, 'file.ts']);
    assert.deepEqual(index.find('file', 2), ['file.ts', 'deep/er/file0.ts']);
    assert.deepEqual(index.find('', 1), ['file.ts']);
  });

  it('names the folders of files, at every depth', () => {
    assert.deepEqual(foldersOf(['a/b/c.ts', 'a/d.ts', 'e.ts']), ['a/b/', 'a/']);
  });
});
