import assert from 'node:assert/strict';
import { inspectCommand } from '../../../../src/agent/gate/inspectCommand.ts';
import type { Shell } from '../../../../src/agent/gate/script.ts';

/** What a command reads of whole folders: each with the letters of what counts there, and its globs. `''`: nothing. */
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
  ['zip -r all.zip src', 'all.zip hi; src hi'],
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
    const { hidden, ignored, links, globs } = sweep;
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
