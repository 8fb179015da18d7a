import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type GateAction, type GateContext, judge, type Place } from '../../../src/gate/judge.ts';
import { resolvePath } from '../../../src/vscode/workspace/resolvePath.ts';

const CONTEXT: GateContext = {
  approvals: 'auto',
  trusted: true,
  rules: [],
  tool: undefined,
  readWeb: false,
  unseen: [],
};

function corpus(name: string): { type: 'read' | 'edit'; verdict: string; path: string }[] {
  return readFileSync(path.join(import.meta.dirname, 'corpus', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, type, verdict = '', file = ''] = /^(read|edit) (\w+) (.*)$/.exec(line) ?? assert.fail(line);
      const written = file.replace(/\\u\{([0-9a-f]+)\}/g, (_, code: string) =>
        String.fromCodePoint(Number.parseInt(code, 16)),
      );
      return { type: type === 'read' ? 'read' : 'edit', verdict, path: written };
    });
}

function action(type: 'read' | 'edit', place: Place): GateAction {
  return type === 'read' ? { type, place } : { type, places: [place] };
}

describe('a path', () => {
  let root: string;
  let folder: string;

  before(async () => {
    root = await realpath(await mkdtemp(path.join(tmpdir(), 'ask-kimi-gate-')));
    folder = path.join(root, 'project');
    for (const name of ['project/src', 'project/.git/hooks', 'project/.github/workflows', 'elsewhere', 'project2'])
      await mkdir(path.join(root, name), { recursive: true });
    await writeFile(path.join(folder, '.env'), 'x');
    const links: [string, string][] = [
      ['out', '../elsewhere'],
      ['deep', 'out'],
      ['up', '..'],
      ['etc', '/etc'],
      ['hooks', '.git/hooks'],
      ['settings', '.env'],
      ['ci', '.github/workflows'],
      ['self', '.'],
      ['nowhere', '../elsewhere/new'],
      ['loop', 'loop'],
      ['source', 'src'],
    ];
    for (const [name, target] of links) await symlink(target, path.join(folder, name));
  });

  after(() => rm(root, { recursive: true, force: true }));

  it('is judged by where it leads, as the corpus says', async () => {
    const cases = corpus('paths.txt');
    const misses: string[] = [];
    for (const { type, verdict, path: written } of cases) {
      const wanted = written.replace('<root>', root);
      const place = await resolvePath([{ name: 'project', path: folder }], wanted).catch(() => undefined);
      const judged = place ? judge(action(type, place), CONTEXT).verdict : 'error';
      if (judged !== verdict) misses.push(`${type} ${verdict}, not ${judged}: ${JSON.stringify(wanted)}`);
    }
    assert.deepEqual(misses, []);
    assert(cases.length >= 100, `${cases.length}`);
  });

  it('of Windows is judged as its file systems read it', () => {
    const cases = corpus('windowsPaths.txt');
    const misses = cases.flatMap(({ type, verdict, path: written }) => {
      const cwd = 'C:\\Users\\me\\project';
      const absolute = path.win32.resolve(cwd, written);
      const relative = path.win32.relative(cwd, absolute);
      const inside = !/^\.\.(?:\\|$)/.test(relative) && !path.win32.isAbsolute(relative);
      const shown = inside ? relative : absolute;
      const judged = judge(action(type, { path: shown, real: shown, inside }), CONTEXT).verdict;
      return judged === verdict ? [] : [`${type} ${verdict}, not ${judged}: ${written}`];
    });
    assert.deepEqual(misses, []);
    assert(cases.length >= 40, `${cases.length}`);
  });
});
