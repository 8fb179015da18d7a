import assert from 'node:assert/strict';
import { type Approvals, judge, type Verdict } from '../../../src/agent/approvals.ts';
import type { ActionRequest } from '../../../src/agent/tool.ts';

const edit = (path: string, inside: boolean): ActionRequest => ({
  type: 'edit',
  path,
  absolutePath: path,
  inside,
  before: null,
  after: '',
});
const command: ActionRequest = { type: 'command', command: 'ls', cwd: '/w' };
const read: ActionRequest = { type: 'read', path: '/etc/hosts' };

describe('judge', () => {
  const rows: [string, ActionRequest, Record<Approvals, Verdict>][] = [
    ['an edit inside', edit('/w/a.ts', true), { ask: 'ask', autoEdits: 'allow', auto: 'allow', plan: 'deny' }],
    ['an edit outside', edit('/etc/hosts', false), { ask: 'ask', autoEdits: 'ask', auto: 'ask', plan: 'deny' }],
    ['an edit of .vscode', edit('/w/.vscode/x', true), { ask: 'ask', autoEdits: 'ask', auto: 'ask', plan: 'deny' }],
    ['an edit of .GIT', edit('C:\\w\\.GIT\\config', true), { ask: 'ask', autoEdits: 'ask', auto: 'ask', plan: 'deny' }],
    ['a command', command, { ask: 'ask', autoEdits: 'ask', auto: 'ask', plan: 'deny' }],
    ['a read outside', read, { ask: 'ask', autoEdits: 'ask', auto: 'ask', plan: 'ask' }],
  ];
  for (const [name, request, expected] of rows) {
    it(`${name}: ${Object.values(expected).join(', ')}`, () => {
      for (const [approvals, verdict] of Object.entries(expected)) {
        assert.equal(judge(request, approvals as Approvals), verdict, approvals);
      }
    });
  }
});
