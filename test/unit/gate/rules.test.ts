import assert from 'node:assert/strict';
import { inspectCommand } from '../../../src/gate/inspectCommand.ts';
import { type Approvals, type GateAction, type GateContext, judge, type Place } from '../../../src/gate/judge.ts';
import { type Rule, readRules } from '../../../src/gate/rules.ts';

const place = (path: string): Place => ({ path, real: path, inside: !path.startsWith('/') });
const command = (line: string): GateAction => {
  const inspection = inspectCommand(line, { shell: 'posix', cwd: '/w', home: '/home/me', windows: false });
  const places = inspection.mentions.map(({ path }) => place(path.replace(/^\/w\//, '')));
  return { type: 'command', inspection, places };
};
const edit = (...paths: string[]): GateAction => ({ type: 'edit', places: paths.map(place) });
const read = (path: string): GateAction => ({ type: 'read', place: place(path) });
const fetch = (url: string, local = false): GateAction => ({ type: 'fetch', url, local });

function verdict(action: GateAction, context: Partial<GateContext>): string {
  const base = { trusted: true, tool: undefined, readWeb: false, unseen: [], rules: [] };
  return judge(action, { approvals: 'ask', ...base, ...context }).verdict;
}

describe('judge, by mode', () => {
  const rows: [string, GateAction, Record<Approvals, string>][] = [
    ['an edit inside', edit('a.ts'), { ask: 'ask', autoEdits: 'allow', auto: 'allow', plan: 'deny' }],
    ['an edit outside', edit('/etc/hosts'), { ask: 'ask', autoEdits: 'ask', auto: 'ask', plan: 'deny' }],
    [
      'a renaming to a protected place',
      edit('a', '.git/a'),
      { ask: 'ask', autoEdits: 'ask', auto: 'ask', plan: 'deny' },
    ],
    ['a plain command', command('npm test'), { ask: 'ask', autoEdits: 'ask', auto: 'allow', plan: 'deny' }],
    ['a dangerous command', command('rm -rf a'), { ask: 'ask', autoEdits: 'ask', auto: 'ask', plan: 'deny' }],
    ['a read inside', read('a.ts'), { ask: 'allow', autoEdits: 'allow', auto: 'allow', plan: 'allow' }],
    ['a read outside', read('/etc/hosts'), { ask: 'ask', autoEdits: 'ask', auto: 'ask', plan: 'ask' }],
    ['a secret', read('.env'), { ask: 'ask', autoEdits: 'ask', auto: 'ask', plan: 'ask' }],
    ['a page', fetch('https://example.com/a?b'), { ask: 'ask', autoEdits: 'ask', auto: 'allow', plan: 'ask' }],
    [
      'a page of this machine',
      fetch('http://localhost/', true),
      { ask: 'ask', autoEdits: 'ask', auto: 'ask', plan: 'ask' },
    ],
  ];
  for (const [name, action, expected] of rows) {
    it(`${name}: ${Object.values(expected).join(', ')}`, () => {
      for (const approvals of ['ask', 'autoEdits', 'auto', 'plan'] as const) {
        assert.equal(verdict(action, { approvals }), expected[approvals], approvals);
      }
    });
  }
});

describe('judge, by rule', () => {
  const allow = (rule: Omit<Rule, 'decision'>): Rule => ({ decision: 'allow', ...rule });
  const deny = (rule: Omit<Rule, 'decision'>): Rule => ({ decision: 'deny', ...rule });
  const rows: [string, GateAction, Partial<GateContext>][] = [
    ['allow', command('npm run build'), { rules: [allow({ command: 'npm run' })] }],
    ['allow', command('CI=1 timeout 5 npm run build'), { rules: [allow({ command: 'npm run' })] }],
    ['ask', command('npm run build && npm ci'), { rules: [allow({ command: 'npm run' })] }],
    ['ask', command('npm run build > a.txt'), { rules: [allow({ command: 'npm run' })] }],
    ['ask', command('npm run "$x"'), { rules: [allow({ command: 'npm run' })] }],
    ['ask', command('npm runx'), { rules: [allow({ command: 'npm run' })] }],
    ['ask', command('rm -rf a'), { rules: [allow({ command: 'rm' })] }],
    ['ask', command('rm -rf a'), { rules: [allow({ tool: 'run_command' })], tool: 'run_command' }],
    ['ask', command('cat /etc/hosts'), { rules: [allow({ command: 'cat' })], approvals: 'auto' }],
    ['deny', command('npm test; git push'), { rules: [deny({ command: 'git push' })], approvals: 'auto' }],
    ['deny', command('sh -c "git push"'), { rules: [deny({ command: 'git push' })], approvals: 'auto' }],
    ['deny', command('cat private/x'), { rules: [deny({ path: 'private/**' })], approvals: 'auto' }],
    [
      'deny',
      command('curl https://api.evil.example/x'),
      { rules: [deny({ host: '*.evil.example' })], approvals: 'auto' },
    ],
    [
      'ask',
      command('npm test'),
      { rules: [{ decision: 'ask', command: 'npm' }, allow({ command: 'npm' })], approvals: 'auto' },
    ],
    ['deny', command('npm test'), { rules: [deny({ command: 'npm' }), allow({ command: 'npm' })] }],
    ['allow', read('/usr/include/a.h'), { rules: [allow({ path: '/usr/include' })] }],
    ['ask', read('/usr/include2/a.h'), { rules: [allow({ path: '/usr/include' })] }],
    ['deny', read('private/a'), { rules: [deny({ path: 'private' })] }],
    ['ask', read('.env'), { rules: [allow({ path: '.env' })] }],
    ['allow', edit('docs/a.md'), { rules: [allow({ path: 'docs/**/*.md' })] }],
    ['ask', edit('docs/a.md', 'src/a.md'), { rules: [allow({ path: 'docs' })] }],
    ['ask', edit('/etc/hosts'), { rules: [allow({ path: '/etc' })], approvals: 'auto' }],
    ['deny', edit('docs/a.md'), { rules: [deny({ tool: 'write_file' })], tool: 'write_file', approvals: 'auto' }],
    ['allow', fetch('https://docs.example.com/a'), { rules: [allow({ host: '*.example.com' })] }],
    ['ask', fetch('https://evilexample.com/a'), { rules: [allow({ host: '*.example.com' })] }],
    ['ask', fetch('https://example.com/?q=1'), { approvals: 'auto', readWeb: true }],
    ['allow', fetch('https://example.com/a'), { approvals: 'auto', readWeb: true }],
    ['ask', command('curl https://example.com'), { approvals: 'auto', readWeb: true }],
    ['ask', command('git push'), { approvals: 'auto', readWeb: true }],
    ['deny', command('npm test'), { trusted: false, rules: [allow({ command: 'npm' })], approvals: 'auto' }],
    ['allow', read('a'), { trusted: false }],
  ];
  for (const [expected, action, context] of rows) {
    const what =
      action.type === 'command'
        ? action.inspection.runs.map(({ words }) => words?.join(' ')).join('; ')
        : JSON.stringify(action);
    it(`${expected}: ${what} under ${JSON.stringify(context.rules ?? [])}`, () =>
      assert.equal(verdict(action, context), expected));
  }

  it('suggests the rule that says what the command does, and none where no rule would help', () => {
    const suggestionFor = (line: string) => {
      const context = {
        approvals: 'ask' as const,
        trusted: true,
        tool: undefined,
        readWeb: false,
        unseen: [],
      };
      return judge(command(line), { ...context, rules: [] }).suggestion?.command;
    };
    assert.equal(suggestionFor('npm run build -- --x'), 'npm run build');
    assert.equal(suggestionFor('git status --short'), 'git status');
    assert.equal(suggestionFor('CI=1 node a.js'), 'node a.js');
    for (const line of ['rm -rf a', 'npm test && ls', 'npm test > a', 'echo "$x"', 'echo "a b"']) {
      assert.equal(suggestionFor(line), undefined, line);
    }
  });

  it('allows, once the suggested rule is written, what it was suggested for', () => {
    for (const line of ['npm run build', 'git status', 'node a.js', 'ls', 'CI=1 npm test']) {
      const context = {
        approvals: 'ask' as const,
        trusted: true,
        tool: 'run_command',
        readWeb: false,
        unseen: [],
      };
      const { suggestion } = judge(command(line), { ...context, rules: [] });
      assert(suggestion, line);
      assert.equal(judge(command(line), { ...context, rules: [suggestion] }).verdict, 'allow', line);
    }
  });
});

describe('readRules', () => {
  it('takes what is a rule, and tells what is none', () => {
    const rule = { decision: 'allow', command: 'npm' };
    const faults = [
      { decision: 'allow' },
      { decision: 'yes', command: 'a' },
      { decision: 'deny', comand: 'a' },
      'npm',
      null,
    ];
    assert.deepEqual(readRules([rule, ...faults]), { rules: [rule], faults });
    assert.deepEqual(readRules({ decision: 'allow' }), { rules: [], faults: [] });
  });
});
