import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeTempFolders, tempFolder } from './support/tempFolder.ts';

const root = path.join(import.meta.dirname, '../..');
const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');

/** For each room, what a file in it may not import. */
const WALLS = {
  'src/util/text/a.ts': '../../agent/runTurn.ts',
  'src/util/b.ts': '../gate/judge.ts',
  'src/gate/shell/a.ts': '../../agent/runTurn.ts',
  'src/gate/b.ts': 'vscode',
  'src/agent/a.ts': '../session/chatSession.ts',
  'src/agent/history/b.ts': '../../kimi/kimiModel.ts',
  'src/agent/c.ts': 'vscode',
  'src/shared/transcript/a.ts': '../../session/chatSession.ts',
  'src/kimi/client/a.ts': '../../tools/builtinTools.ts',
  'src/kimi/b.ts': '../gate/judge.ts',
  'src/tools/files/a.ts': '../../session/chatSession.ts',
  'src/tools/b.ts': '../kimi/kimiModel.ts',
  'src/session/log/a.ts': '../../tools/builtinTools.ts',
  'src/session/b.ts': '../vscode/app.ts',
  'src/vscode/panel/a.ts': '../../../webview/main.tsx',
  'webview/blocks/a.ts': '../../src/agent/runTurn.ts',
  'webview/b.ts': 'vscode',
  'webview/c.ts': '../src/util/system/git.ts',
};

const DOORS = {
  'src/agent/open.ts': '../util/text/oneLine.ts',
  'src/tools/files/open.ts': '../../agent/contracts/tool.ts',
  'src/vscode/panel/open.ts': '../../session/chatSession.ts',
  'webview/blocks/open.ts': '../../src/shared/protocol.ts',
  'webview/words/open.ts': '../../src/util/text/truncate.ts',
};

describe('the walls between the rooms', () => {
  let refused: string;
  before(async () => {
    const folder = await tempFolder();
    await copyFile(path.join(root, 'biome.json'), path.join(folder, 'biome.json'));
    for (const [file, from] of Object.entries({ ...WALLS, ...DOORS })) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), `import { a } from '${from}';\nexport const b = a;\n`);
    }
    const args = [biome, 'lint', '--vcs-enabled=false', '--only=style/noRestrictedImports', '--max-diagnostics=none'];
    const { stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    if (error) throw error;
    refused = stdout + stderr;
  });
  after(removeTempFolders);

  for (const [file, from] of Object.entries(WALLS)) {
    it(`keep ${from} out of ${file}`, () => assert(refused.includes(`${file}:1:19 lint/style/noRestrictedImports`)));
  }
  for (const [file, from] of Object.entries(DOORS)) {
    it(`let ${from} into ${file}`, () => assert(!refused.includes(file)));
  }
});
