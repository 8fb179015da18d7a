import assert from 'node:assert/strict';
import { inspectCommand } from '../../../src/gate/inspectCommand.ts';
import { onlyReads } from '../../../src/gate/onlyReads.ts';

const PLACE = { shell: 'posix', cwd: '/work', home: '/home/user', windows: false } as const;

const READS = [
  'echo hi',
  'ls -la src | head -5',
  'cd src && cat a.ts 2>/dev/null',
  'grep -rn "a > b" . ; wc -l a.txt',
  'if true; then echo a; fi',
];

const MAY_WRITE = [
  '',
  'echo hi > a.txt',
  'echo hi | tee a.txt',
  'cat a > b',
  'echo $(touch a)',
  'cat <(touch a)',
  'echo `touch a`',
  'ls; rm a',
  './ls',
  'LD_PRELOAD=./a.so ls',
  'PATH=. ls',
  'printf -v PATH ./bin; ls',
  'alias ls=rm; ls a',
  'ls() { rm a; }; ls',
  'eval ls',
  'cat a | xargs rm',
  'grep -l a * | xargs sed -i s/a/b/',
  // These run what the repository names.
  'git status',
  'git diff',
  'npm test',
  'sort -o a a',
];

describe('a command that changes nothing for certain', () => {
  for (const command of READS) {
    it(`is: ${command}`, () => assert.equal(onlyReads(inspectCommand(command, PLACE)), true));
  }
  for (const command of MAY_WRITE) {
    it(`is not: ${command}`, () => assert.equal(onlyReads(inspectCommand(command, PLACE)), false));
  }
});
