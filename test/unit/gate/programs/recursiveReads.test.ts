import assert from 'node:assert/strict';
import { inspectCommand } from '../../../../src/gate/inspectCommand.ts';
import type { Shell } from '../../../../src/gate/shell/syntax.ts';

/** What a command reads of whole folders: each with the letters of what counts there, and its globs, or with what git is asked. `''`: nothing. */
const POSIX: [command: string, sweeps: string][] = [
  ['grep -r KEY .', '. hi'],
  ['grep -rn KEY', 'cwd hi'],
  ['cat a | grep -r KEY', 'cwd hi'],
  ['grep -R KEY src lib', 'src hil; lib hil'],
  ['grep --recursive KEY .', '. hi'],
  ['grep -d recurse KEY .', '. hi'],
  ['grep --directories=recurse KEY .', '. hi'],
  ["grep -rn KEY --include='*.ts' --exclude=a.ts --exclude-dir=dist .", '. hi *.ts !a.ts !dist'],
  ["grep -rn KEY --include='src/*.ts' --exclude-dir=dist .", '. hi !dist'],
  ['grep KEY a.ts', ''],
  ['cd src && grep -r KEY', 'src hi'],
  ['rg KEY', 'cwd -'],
  ['rg KEY src', 'src -'],
  ['rg -u KEY', 'cwd i'],
  ['rg -uu KEY', 'cwd hi'],
  ['rg --hidden --no-ignore KEY', 'cwd hi'],
  ['rg -L KEY', 'cwd l'],
  ["rg KEY -g '*.ts' -g '!x'", 'cwd - *.ts !x'],
  ['rg --files', ''],
  ['cat a | rg KEY', ''],
  ['git grep KEY', 'cwd h'],
  ['git grep KEY HEAD', 'cwd h'],
  ['git grep KEY -- src', 'src h'],
  ['diff -r a b', 'a hil; b hil'],
  ['diff a b', ''],
  ['find . -type f -exec cat {} +', '. hi'],
  ["find src -name '*.ts' -exec grep x {} ';'", 'src hi *.ts'],
  ["find . -name '*.ts' -o -name '.env' -exec cat {} +", '. hi'],
  ["find . '!' -name '*.ts' -exec cat {} +", '. hi'],
  ['find . -type f -exec wc -l {} +', ''],
  ['find . -name .env', ''],
  ['find . -type f | xargs cat', '. hi'],
  ["find src lib -name '*.py' | xargs grep -n x", 'src hi *.py; lib hi *.py'],
  ['find . -type f | xargs wc -l', ''],
  ['ls | xargs cat', 'cwd i'],
  ['ls -A | xargs cat', 'cwd hi'],
  ['git ls-files | xargs grep KEY', 'cwd h'],
  ['rg --files --hidden | xargs cat', 'cwd h'],
  ['fd -x cat', 'cwd -'],
  ['fd -H -x ls', ''],
  ['tar czf all.tgz .', 'all.tgz hi; . hi'],
  ['tar -c src lib', 'src hi; lib hi'],
  ["tar cf - --exclude='.env' deploy | cat", '- hi !.env; deploy hi !.env'],
  ['tar tf all.tgz', ''],
  ['tar czf all.tgz -C dist .', 'all.tgz hi; dist/. hi'],
  ['tar -czf all.tgz --directory=out -Cweb a /p/b', 'all.tgz hi; out/web/a hi; b hi'],
  ['jar cf all.jar -C classes . README.md', 'all.jar hi; classes/. hi; classes/README.md hi'],
  ['jar --create --file all.jar src', 'src hi'],
  ['jar tf cat.jar', ''],
  ['find src -type f | cpio -o', 'src hi'],
  ['cpio -t', ''],
  ['zip -r all.zip src', 'all.zip hi; src hi'],
  ['git archive -o all.tar HEAD', 'cwd h'],
  ['git diff', 'cwd git diff'],
  ['git diff --cached main..dev -- src lib', 'cwd git diff --cached main..dev -- src lib'],
  ['git diff -U10 -S foo a.ts', 'cwd git diff a.ts'],
  ['git diff --stat', ''],
  ['git diff --name-only HEAD~3', ''],
  ['git diff --stat -p', 'cwd git diff'],
  ['git diff --no-index a b', ''],
  ['git show', 'cwd git show'],
  ['git show --oneline abc1234', 'cwd git show abc1234'],
  ['git show HEAD:src/a.ts', ''],
  ['git show --stat HEAD', ''],
  ['git log', ''],
  ['git log --oneline -5 main', ''],
  ['git log -p', 'cwd git log --max-count=5000'],
  ['git log --oneline -p -3', 'cwd git log --max-count=3'],
  ['git log -u -n 2 --all -- src', 'cwd git log --max-count=2 --all -- src'],
  ['git log -p -1 --author=me', 'cwd git log --max-count=5000'],
  ['git log -p -n 9000', 'cwd git log --max-count=5000'],
  ['git whatchanged --patch --follow a.ts', 'cwd git log --max-count=5000 --follow a.ts'],
  ['git stash', ''],
  ['git stash push -m -p', ''],
  ['git stash show', ''],
  ['git stash show -p stash@{1}', 'cwd git stash show stash@{1}'],
  ['git stash list -p', 'cwd git stash list'],
  ['timeout 5 grep -r KEY .', '. hi'],
  ["sh -c 'grep -r KEY src'", 'src hi'],
];

const OTHERS: [Shell, string, string][] = [
  ['powershell', 'Get-ChildItem -Recurse | Select-String KEY', 'cwd hi'],
  ['powershell', 'gci -r | Get-Content', 'cwd hi'],
  ['powershell', 'Get-Content a.txt | Select-String KEY', ''],
  ['cmd', 'findstr /s KEY *.*', 'cwd hil'],
];

function sweepsOf(command: string, shell: Shell): string {
  const posix = shell === 'posix';
  const cwd = posix ? '/p' : 'C:\\p';
  const { mentions } = inspectCommand(command, { shell, cwd, home: posix ? '/h' : 'C:\\h', windows: !posix });
  const told = mentions.flatMap(({ path, sweep }) => {
    if (!sweep) return [];
    const { hidden, ignored, links, globs, git } = sweep;
    const always = /^--(?:name-only|no-renames|no-ext-diff|no-textconv|format=|no-show-signature)$|^-z$/;
    if (git) return [`cwd git ${git.filter((word) => !always.test(word)).join(' ')}`];
    const counts = `${hidden ? 'h' : ''}${ignored ? 'i' : ''}${links ? 'l' : ''}` || '-';
    return [[path === cwd ? 'cwd' : path.slice(cwd.length + 1), counts, ...globs].join(' ')];
  });
  return told.join('; ');
}

describe('a command that reads whole folders', () => {
  for (const [shell, command, sweeps] of [
    ...POSIX.map(([line, wanted]): [Shell, string, string] => ['posix', line, wanted]),
    ...OTHERS,
  ])
    it(`${shell}: ${command}`, () => assert.equal(sweepsOf(command, shell), sweeps));
});
