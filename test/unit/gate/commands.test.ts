import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import type { CommandPlace } from '../../../src/gate/commandFindings.ts';
import { inspectCommand } from '../../../src/gate/inspectCommand.ts';
import { type GateContext, type Judgement, judge, type Place } from '../../../src/gate/judge.ts';
import type { Shell } from '../../../src/gate/shell/syntax.ts';

const CONTEXT: GateContext = {
  approvals: 'auto',
  trusted: true,
  rules: [],
  tool: 'run_command',
  readWeb: false,
  unseen: [],
};
/** Links of the workspace, and what they lead to. */
const LINKS: Record<string, string> = { link: '/etc', inner: '.git', keys: '.env' };

function placeFor(shell: Shell): CommandPlace {
  return shell === 'posix'
    ? { shell, cwd: '/home/me/project', home: '/home/me', windows: false }
    : { shell, cwd: 'C:\\Users\\me\\project', home: 'C:\\Users\\me', windows: true };
}

function judgeCommand(command: string, shell: Shell, context: Partial<GateContext> = {}): Judgement {
  const place = placeFor(shell);
  const inspection = inspectCommand(command, place);
  const places = inspection.mentions.map((mention) => follow(mention.path, place));
  return judge({ type: 'command', inspection, places }, { ...CONTEXT, ...context });
}

function follow(file: string, { cwd, windows }: CommandPlace): Place {
  const paths = windows ? path.win32 : path.posix;
  const relative = paths.relative(cwd, file);
  const [first = '', ...rest] = relative.split(paths.sep);
  const target = LINKS[first];
  const real = target === undefined ? relative : paths.join(target, ...rest);
  const inside = !/^\.\.(?:[\\/]|$)/.test(real) && !paths.isAbsolute(real);
  return { path: inside ? relative : file, real, inside };
}

function corpus(name: string): { verdict: string; command: string }[] {
  const text = readFileSync(path.join(import.meta.dirname, 'corpus', name), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, verdict = '', command = ''] = /^(\w+) (.*)$/.exec(line) ?? assert.fail(line);
      return { verdict, command: command.replaceAll('⏎', '\n') };
    });
}

describe('a command line', () => {
  for (const shell of ['posix', 'powershell', 'cmd'] as const) {
    it(`is judged as the corpus for ${shell} says`, () => {
      const cases = corpus(`${shell}.txt`);
      const misses = cases.flatMap(({ verdict, command }) => {
        const judged = judgeCommand(command, shell);
        return judged.verdict === verdict
          ? []
          : [`${verdict}, not ${judged.verdict}: ${command} ${JSON.stringify(judged.reasons)}`];
      });
      assert.deepEqual(misses, []);
      assert(cases.length >= 75);
    });
  }
});

describe('reading command lines', () => {
  const pieces = fc.constantFrom(
    ...[
      'rm',
      '-rf',
      'x',
      ' ',
      '  ',
      '\n',
      ';',
      '&',
      '&&',
      '|',
      '||',
      '(',
      ')',
      '{',
      '}',
      '$(',
      '`',
      '"',
      "'",
      '\\',
      '$',
      '${',
      '$((',
      '))',
    ],
    ...[
      '<',
      '>',
      '<<',
      '<<EOF',
      'EOF',
      '<(',
      '#',
      '*',
      '?',
      '[',
      '[[',
      ']]',
      '~',
      '/',
      '..',
      '=',
      '%',
      '^',
      '@',
      '!',
      'if',
      'then',
      'fi',
    ],
    ...[
      'for',
      'in',
      'do',
      'done',
      'sh -c',
      'xargs',
      'find . -exec',
      '\\;',
      'env',
      'sed',
      'awk',
      'git',
      'cd',
      '--',
      '-',
      '{a,b}',
      'a=b',
    ],
  );
  const lines = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  );
  const shells = fc.constantFrom<Shell>('posix', 'powershell', 'cmd');

  it('always ends, with a verdict', () => {
    fc.assert(
      fc.property(lines, shells, (line, shell) => {
        const { verdict } = judgeCommand(line, shell);
        assert(verdict === 'allow' || verdict === 'ask');
      }),
      { numRuns: 3000 },
    );
  });

  it('takes no long over what is made to take long', () => {
    const long = ['(', '$(', '`', '"$(', '{a,', '((', 'sh -c ', 'a=', '[[ ', '<<E\n', "sed 's/", 'x;'].flatMap(
      (part) => [part.repeat(3000), part.repeat(5000)],
    );
    const start = performance.now();
    for (const line of long) for (const shell of ['posix', 'powershell', 'cmd'] as const) judgeCommand(line, shell);
    assert(performance.now() - start < 5000, `${performance.now() - start} ms`);
  });

  const layers: ((line: string) => string)[] = [
    (line) => `(${line})`,
    (line) => `{ ${line}; }`,
    (line) => `npm test && ${line}`,
    (line) => `${line} || npm test`,
    (line) => `npm test | ${line}`,
    (line) => `npm test\n${line}`,
    (line) => `echo "$(${line})"`,
    (line) => `cat <(${line})`,
    (line) => `if true; then ${line}; fi`,
    (line) => `while false; do ${line}; done`,
    (line) => `for i in a b; do ${line}; done`,
    (line) => `! ${line}`,
    (line) => `${line} > out.txt 2>&1`,
    (line) => `${line} &`,
    (line) => `bash -c '${line.replaceAll("'", "'\\''")}'`,
    (line) => `cat <<EOF\n$(${line})\nEOF`,
    (line) => `X=1; ${line}`,
    (line) => `echo '${line.replaceAll("'", '')}'; ${line}`,
  ];
  const around = fc.constantFrom(...layers);

  it('finds a command wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.array(around, { maxLength: 5 }),
        fc.constantFrom('rm -rf build', 'git push -f', 'cat /etc/passwd', 'sudo ls'),
        (chosen, core) => {
          const line = chosen.reduce<string>((inner, wrap) => wrap(inner), core);
          assert.equal(judgeCommand(line, 'posix').verdict, 'ask', line);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('stays sure where nothing is wrong', () => {
    const simple = fc.constantFrom('npm test', 'git status', 'ls src');
    fc.assert(
      fc.property(fc.array(around, { maxLength: 1 }), simple, (chosen, core) => {
        const line = chosen.reduce<string>((inner, wrap) => wrap(inner), core);
        assert.equal(judgeCommand(line, 'posix').verdict, 'allow', line);
      }),
    );
  });
});
