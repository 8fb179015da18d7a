import type { Hazard, Reason, Why } from '../../../../src/shared/transcript/reduce.ts';
import type { Asked, Log } from '../Log.ts';
import type { State } from '../State.ts';
import { asksToRun } from './commands.ts';
import { ask } from './samples.ts';

const CALLS: Record<string, { name: string; arguments: object }> = {
  read: { name: 'read_file', arguments: { path: '/etc/hosts' } },
  fetch: { name: 'fetch_url', arguments: { url: 'https://nodejs.org/api/test.html' } },
  tool: { name: 'github_search_issues', arguments: { query: 'free item' } },
  server: { name: 'github_search_issues', arguments: { query: 'free item' } },
};

function asks(log: Log, action: Asked, why?: Why): Log {
  const call = CALLS[action.type] ?? { name: 'explore', arguments: {} };
  return log
    .step({ calls: [call] })
    .starts(0)
    .asks(0, action, why);
}

const fetched = (url: string, host: string, local = false): Asked => ({ type: 'fetch', url, host, local });

const GITHUB: Asked = {
  type: 'tool',
  tool: 'search_issues',
  source: { type: 'server', folder: '/home/me/corner-shop', server: 'github' },
  arguments: JSON.stringify({ owner: 'corner', repo: 'shop', query: 'is:open free item', labels: ['bug', 'till'] }),
};

const PROCESS: Asked = {
  type: 'server',
  server: 'github',
  changed: false,
  launch: {
    type: 'process',
    command: 'npx',
    args: ['-y', '@modelcontextprotocol/server-github@2025.4.8', '--toolsets', 'issues and pulls'],
    cwd: '/home/me/corner-shop',
    environment: ['GITHUB_TOKEN=$GITHUB_TOKEN', 'LOG_LEVEL=warn'],
  },
};

const HAZARDS: [Hazard, string][] = [
  ['deletion', 'rm -rf build'],
  ['forcePush', 'git push --force'],
  ['inlineCode', 'node -e "…"'],
];

export const consents: State[] = [
  {
    name: 'Consent: a read outside',
    session: () =>
      asks(
        ask('Which host is it?'),
        { type: 'read', path: '/etc/hosts' },
        { reasons: [{ type: 'outside', path: '/etc/hosts' }] },
      ),
  },
  {
    name: 'Consent: a file that may hold keys',
    session: () =>
      asks(
        ask('Which database is it?'),
        { type: 'read', path: '.env.production' },
        {
          reasons: [{ type: 'secret', path: '.env.production' }],
          suggestion: { decision: 'allow', tool: 'read_file', path: '.env.production' },
        },
      ),
  },
  {
    name: 'Consent: a page of the web',
    session: () =>
      asks(
        ask('How do tests run?'),
        fetched('https://nodejs.org/api/test.html#running-tests-from-the-command-line', 'nodejs.org'),
        {
          reasons: [{ type: 'approvals' }],
          suggestion: { decision: 'allow', tool: 'fetch_url', host: 'nodejs.org' },
        },
      ),
  },
  {
    name: 'Consent: the own network',
    session: () =>
      asks(ask('What does the till say?'), fetched('http://192.168.1.20:8080/status', '192.168.1.20:8080', true), {
        reasons: [{ type: 'local', host: '192.168.1.20:8080' }],
      }),
  },
  {
    name: 'Consent: for a helper',
    session: () =>
      ask('Where is it sorted?')
        .step({ calls: [{ name: 'explore', arguments: { question: 'How does node sort?' } }] })
        .starts(0)
        .asks(0, fetched('https://nodejs.org/api/', 'nodejs.org')),
  },
  {
    name: 'Consent: a tool from elsewhere',
    session: () =>
      asks(ask('Look for issues'), GITHUB, {
        reasons: [{ type: 'approvals' }],
        suggestion: { decision: 'allow', tool: 'github_search_issues' },
      }),
  },
  { name: 'Consent: a server of tools starts', session: () => asks(ask('Look for issues'), PROCESS) },
  {
    name: 'Consent: a server of tools that was changed',
    session: () =>
      asks(ask('Look for issues'), {
        type: 'server',
        server: 'issues',
        changed: true,
        launch: { type: 'http', url: 'https://mcp.example.com/issues/v1', headers: ['Authorization', 'X-Shop'] },
      }),
  },
  {
    name: 'Consent: a command that is dangerous',
    session: () =>
      asksToRun(ask('Clean up'), 'rm -rf build && git push --force && node -e "…"', {
        reasons: HAZARDS.map(([hazard, command]): Reason => ({ type: 'hazard', hazard, command })),
      }),
  },
  {
    name: 'Consent: a command that cannot be told',
    session: () =>
      asksToRun(ask('Clean up'), '$(cat script)', {
        reasons: [{ type: 'unclear' }, { type: 'rule', rule: { decision: 'ask', command: 'cat' } }],
      }),
  },
  {
    name: 'Consent: always allow',
    session: () =>
      asksToRun(ask('Run the tests'), 'npm test -- --grep "three for two"', {
        reasons: [{ type: 'approvals' }],
        suggestion: { decision: 'allow', command: 'npm test' },
      }),
    does: (stage) => stage.button('Always allow…').click(),
  },
  {
    name: 'Consent: given and refused',
    session: () => {
      const log = asks(ask('Look everywhere'), { type: 'read', path: '/etc/hosts' }).decides({ type: 'accepted' });
      log.finishes(0, { type: 'file', path: '/etc/hosts', startLine: 1, endLine: 9, totalLines: 9 });
      asks(log, fetched('https://nodejs.org/api/test.html', 'nodejs.org')).decides({ type: 'rejected' });
      log.finishes(0, { type: 'error', message: 'The person refused.' }, '', true);
      asks(log, GITHUB).decides({ type: 'cancelled', cause: 'stopped' });
      log.finishes(0, { type: 'error', message: 'The person stopped the turn.' }, '', true);
      return log.tell({ type: 'turn.finished', outcome: { type: 'stopped' } });
    },
  },
];
