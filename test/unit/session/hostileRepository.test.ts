import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, chmod, cp, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandRecorder } from '../../../src/session/checkpoints/commandRecorder.ts';
import { WindowWrites } from '../../../src/session/checkpoints/windowWrites.ts';
import { keepBlob } from '../../../src/session/log/sessionLog.ts';
import { findProgram } from '../../../src/util/system/findProgram.ts';
import { Git } from '../../../src/util/system/git.ts';
import { listCommits, readChanges, readCommit } from '../../../src/vscode/prompts/mentions/gitChanges.ts';
import { FolderWorkspace } from '../support/folderWorkspace.ts';
import { commitAll, git } from '../support/gitFolder.ts';
import { removeTempFolders, tempFolder } from '../support/tempFolder.ts';

/** A repository that would run a program. `program` is one, beside the repository, that leaves a mark. */
interface Attack {
  name: string;
  attributes?: string;
  prepare(folder: string, program: string): void | Promise<void>;
}

const set = (folder: string, name: string, value: string) => git(folder, 'config', name, value);

const filter = (name: string, ...kinds: string[]): Attack => ({
  name: `filter “${name}”: ${kinds.join(', ')}`,
  attributes: `* filter=${name.includes(' ') ? 'plain' : name}\n`,
  prepare: async (folder, program) => {
    const lines = kinds.map((kind) => `\t${kind} = ${kind === 'required' ? 'true' : program}\n`).join('');
    await appendFile(path.join(folder, '.git/config'), `[filter "${name}"]\n${lines}`);
  },
});

const setting = (...names: string[]): Attack => ({
  name: names.join(', '),
  attributes: '* diff=own\n',
  prepare: (folder, program) => {
    for (const name of names) set(folder, name, program);
  },
});

const ATTACKS: Attack[] = [
  filter('own', 'clean'),
  filter('own', 'smudge'),
  filter('own', 'process'),
  filter('own', 'clean', 'smudge', 'process', 'required'),
  filter('Own.Name.clean', 'clean'),
  filter('a=b', 'clean', 'smudge'),
  filter('clean=x', 'process'),
  filter('läßt-ünd-é', 'clean', 'smudge'),
  setting('core.fsmonitor'),
  setting('diff.external'),
  setting('diff.own.command'),
  setting('diff.own.textconv'),
  {
    name: 'a conversion whose results are kept',
    attributes: '* diff=own\n',
    prepare: (folder, program) => {
      set(folder, 'diff.own.textconv', program);
      set(folder, 'diff.own.cachetextconv', 'true');
      set(folder, 'diff.own.binary', 'true');
    },
  },
  {
    name: 'pagers, aliases, editors and whatever else is called in other cases',
    prepare: (folder, program) => {
      for (const name of ['diff', 'log', 'show', 'ls-files', 'rev-parse', 'cat-file', 'diff-files', 'check-attr']) {
        set(folder, `alias.${name}`, `!${program}`);
        set(folder, `pager.${name}`, program);
      }
      for (const name of ['pager', 'editor', 'askPass', 'sshCommand', 'gitProxy', 'alternateRefsCommand'])
        set(folder, `core.${name}`, program);
      set(folder, 'credential.helper', program);
    },
  },
  {
    name: 'hooks',
    prepare: async (folder, program) => {
      const hooks = path.join(folder, '.git/own');
      await mkdir(hooks);
      for (const name of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction', 'post-checkout'])
        await cp(program, path.join(hooks, name));
      set(folder, 'core.hooksPath', hooks);
    },
  },
  {
    name: 'a signature and a program that checks it',
    prepare: (folder, program) => {
      set(folder, 'gpg.program', program);
      set(folder, 'gpg.ssh.program', program);
      set(folder, 'log.showSignature', 'true');
      const commit = git(folder, 'cat-file', 'commit', 'HEAD');
      const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n';
      const signed = commit.replace(/^(committer .*\n)/m, `$1${signature}`);
      const input = { cwd: folder, input: signed, encoding: 'utf8' as const };
      const hash = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], input).trim();
      git(folder, 'update-ref', 'HEAD', hash);
    },
  },
  ...['ext::sh -c PROGRAM', 'file:///nowhere', 'ssh://host/path', 'https://127.0.0.1:9/x'].map(
    (url): Attack => ({
      name: `a partial clone that lacks objects, of ${url.replace(/:.*/, '')}`,
      prepare: async (folder, program) => {
        set(folder, 'core.repositoryFormatVersion', '1');
        set(folder, 'extensions.partialClone', 'origin');
        set(folder, 'remote.origin.promisor', 'true');
        set(folder, 'remote.origin.url', url.replace('PROGRAM', program));
        set(folder, 'remote.origin.uploadpack', program);
        set(folder, 'core.sshCommand', program);
        set(folder, 'credential.helper', `!${program}`);
        set(folder, 'protocol.allow', 'always');
        const object = git(folder, 'rev-parse', 'HEAD:a.txt').trim();
        await rm(path.join(folder, '.git/objects', object.slice(0, 2), object.slice(2)));
      },
    }),
  ),
  {
    name: 'settings that are included from a file of the folder',
    attributes: '* filter=own\n',
    prepare: async (folder, program) => {
      await writeFile(path.join(folder, 'settings'), `[filter "own"]\n\tclean = ${program}\n\tsmudge = ${program}\n`);
      set(folder, 'include.path', '../settings');
    },
  },
  {
    name: 'settings that are included for the folder only',
    attributes: '* filter=own\n',
    prepare: async (folder, program) => {
      await writeFile(path.join(folder, 'settings'), `[filter "own"]\n\tprocess = ${program}\n`);
      set(folder, `includeIf.gitdir:${folder}/.path`, '../settings');
    },
  },
  {
    name: 'settings of the working tree',
    attributes: '* filter=own\n',
    prepare: async (folder, program) => {
      set(folder, 'extensions.worktreeConfig', 'true');
      await writeFile(path.join(folder, '.git/config.worktree'), `[filter "own"]\n\tclean = ${program}\n`);
    },
  },
  {
    name: 'a filter that only the repository knows of',
    prepare: async (folder, program) => {
      await mkdir(path.join(folder, '.git/info'), { recursive: true });
      await writeFile(path.join(folder, '.git/info/attributes'), '* filter=own\n');
      set(folder, 'filter.own.clean', program);
    },
  },
  {
    name: 'a repository inside of it',
    attributes: '* filter=own\n',
    prepare: async (folder, program) => {
      const inner = path.join(folder, 'inner');
      await mkdir(inner);
      await writeFile(path.join(inner, 'b.txt'), 'one\n');
      await writeFile(path.join(inner, '.gitattributes'), '* filter=inner\n');
      commitAll(inner);
      set(inner, 'filter.inner.clean', program);
      set(inner, 'core.fsmonitor', program);
      await writeFile(path.join(inner, 'b.txt'), 'two\n');
    },
  },
  {
    name: 'a submodule, whose differences are to be shown',
    prepare: async (folder, program) => {
      const inner = path.join(folder, 'inner');
      await mkdir(inner);
      await writeFile(path.join(inner, 'b.txt'), 'one\n');
      await writeFile(path.join(inner, '.gitattributes'), '* filter=inner diff=inner\n');
      commitAll(inner);
      git(folder, 'add', 'inner');
      git(folder, 'commit', '-qm', 'Inner');
      for (const name of ['filter.inner.clean', 'core.fsmonitor', 'diff.inner.textconv', 'diff.external'])
        set(inner, name, program);
      set(folder, 'diff.submodule', 'diff');
      set(folder, 'diff.ignoreSubmodules', 'none');
      set(folder, 'status.submoduleSummary', 'true');
      await writeFile(path.join(inner, 'b.txt'), 'two\n');
    },
  },
  {
    name: 'a “.git” that leads to a folder that was brought along',
    attributes: '* filter=own\n',
    prepare: async (folder, program) => {
      set(folder, 'filter.own.clean', program);
      set(folder, 'core.fsmonitor', program);
      await rename(path.join(folder, '.git'), path.join(folder, 'brought'));
      await writeFile(path.join(folder, '.git'), 'gitdir: brought\n');
    },
  },
  {
    name: 'a bare repository in its place',
    attributes: '* filter=own\n',
    prepare: async (folder, program) => {
      set(folder, 'filter.own.clean', program);
      set(folder, 'core.fsmonitor', program);
      set(folder, 'core.worktree', folder);
      for (const name of ['HEAD', 'config', 'index', 'objects', 'refs'])
        await rename(path.join(folder, '.git', name), path.join(folder, name));
      await rm(path.join(folder, '.git'), { recursive: true });
    },
  },
];

const EVERYTHING = { links: false, hidden: true, ignored: true, globs: [] };

describe('a hostile repository', () => {
  after(removeTempFolders);

  for (const attack of ATTACKS) {
    it(`runs nothing where git is asked about it: ${attack.name}`, async () => {
      const { folder, mark } = await prepared(attack);
      const hash = gitSays(folder, 'rev-parse', 'HEAD');
      await askEverything(folder, hash, new Git(() => true));
      assert.equal(existsSync(mark), false);
    });
  }

  it('is not asked about at all where the user does not trust the workspace', async () => {
    for (const attack of ATTACKS.slice(3, 5)) {
      const { folder, mark } = await prepared(attack);
      const git = new Git(() => false);
      assert.equal(await git.open(folder), undefined);
      assert.deepEqual(await listCommits(git, folder), []);
      assert.equal(await readChanges(git, folder, 'unstaged'), undefined);
      await askEverything(folder, 'HEAD', git);
      assert.equal(existsSync(mark), false);
    }
  });

  it('is not asked about any more once trust is gone', async () => {
    const folder = await tempFolder({ 'a.txt': 'one\n' });
    commitAll(folder);
    let trusted = true;
    const repository = await new Git(() => trusted).open(folder);
    assert(await repository?.ask(['rev-parse', 'HEAD']));
    trusted = false;
    assert.equal(await repository?.ask(['rev-parse', 'HEAD']), undefined);
  });

  it('shows nothing of another folder that its settings name as its own', async () => {
    const other = await tempFolder({ 'private.txt': 'a private line\n', 'a.txt': 'another line\n' });
    const folder = await tempFolder({ 'a.txt': 'one\n' });
    commitAll(folder);
    set(folder, 'core.worktree', other);
    const git = new Git(() => true);
    const changes = `${await readChanges(git, folder, 'unstaged')}${await readChanges(git, folder, 'staged')}`;
    assert.doesNotMatch(changes, /private|another line/);
    await writeFile(path.join(folder, 'a.txt'), 'two\n');
    assert.match((await readChanges(git, folder, 'unstaged')) ?? '', /-one\n\+two/);
  });

  it('does not bring its own git', async () => {
    const { folder, mark, program } = await prepared({ name: '', prepare: () => {} });
    for (const place of ['.', 'bin']) {
      await mkdir(path.join(folder, place), { recursive: true });
      await cp(program, path.join(folder, place, 'git'));
    }
    const { PATH = '' } = process.env;
    process.env.PATH = ['.', '', 'bin', path.join(folder, 'bin'), PATH].join(path.delimiter);
    try {
      await askEverything(folder, 'HEAD', new Git(() => true));
    } finally {
      process.env.PATH = PATH;
    }
    assert.equal(existsSync(mark), false);
    assert.equal(await findProgram('git', folder, { PATH: `.${path.delimiter}${folder}` }), undefined);
  });

  it('is still read where what it names is harmless', async () => {
    const { folder } = await prepared(filter('own', 'clean', 'smudge', 'required'));
    assert.match((await readChanges(new Git(() => true), folder, 'unstaged')) ?? '', /a\.txt[\s\S]*\+two/);
  });

  it('is read in a linked working tree and in a submodule too', async () => {
    const root = await tempFolder({ 'main/a.txt': 'one\n', 'library/b.txt': 'one\n' });
    const [main, library, linked] = ['main', 'library', 'linked'].map((name) => path.join(root, name)) as [
      string,
      string,
      string,
    ];
    commitAll(main);
    commitAll(library);
    git(main, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', library, 'module');
    git(main, 'worktree', 'add', '-q', linked);
    await writeFile(path.join(linked, 'a.txt'), 'two\n');
    await writeFile(path.join(main, 'module/b.txt'), 'two\n');
    const asked = new Git(() => true);
    assert.match((await readChanges(asked, linked, 'unstaged')) ?? '', /-one\n\+two/);
    assert.match((await readChanges(asked, path.join(main, 'module'), 'unstaged')) ?? '', /-one\n\+two/);
  });
});

/** A folder with changes, and a repository that would run a program which leaves a mark. */
async function prepared({ attributes, prepare }: Attack) {
  const root = await tempFolder({ 'folder/a.txt': 'one\n', 'folder/same.txt': 'same\n', 'folder/.env': 'KEY=1\n' });
  const folder = path.join(root, 'folder');
  const mark = path.join(root, 'mark');
  const program = path.join(root, 'program');
  await writeFile(program, `#!/bin/sh\ntouch '${mark}'\ncat\n`);
  await chmod(program, 0o755);
  if (attributes) await writeFile(path.join(folder, '.gitattributes'), attributes);
  // Some are so old that git goes by their times, the others are compared byte by byte.
  await utimes(path.join(folder, 'same.txt'), 1e9, 1e9);
  commitAll(folder);
  await prepare(folder, program);
  await rm(mark, { force: true });
  await writeFile(path.join(folder, 'a.txt'), 'two\n');
  await writeFile(path.join(folder, 'new.txt'), 'new\n');
  await utimes(path.join(folder, 'same.txt'), 1e9 + 7, 1e9 + 7);
  return { folder, mark, program };
}

/** All that is asked of git, in all places where it is. */
async function askEverything(folder: string, hash: string, git: Git): Promise<void> {
  const storage = await tempFolder();
  const workspace = new FolderWorkspace(folder);
  await readChanges(git, folder, 'unstaged');
  await readChanges(git, folder, 'staged');
  await listCommits(git, folder);
  await readCommit(git, folder, hash);
  if (git.allowed()) {
    for (const question of [['diff'], ['log', '-p'], ['stash', 'show']])
      await workspace.sweep(await workspace.resolve(folder), {
        ...EVERYTHING,
        git: [...question, '--name-only', '-z'],
      });
  }
  const keep = (bytes: Uint8Array) => keepBlob(storage, bytes);
  const onProblem = (error: unknown) => assert.fail(String(error));
  const recorder = new CommandRecorder({ workspace, git, writes: new WindowWrites(), emit: () => {}, keep, onProblem });
  await recorder.record('1.0', async () => {
    for (const name of ['a.txt', 'same.txt']) await writeFile(path.join(folder, name), 'three\n');
  });
}

function gitSays(folder: string, ...args: string[]): string {
  try {
    return git(folder, ...args).trim();
  } catch {
    return 'abcdef0';
  }
}
