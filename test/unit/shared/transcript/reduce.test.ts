import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AgentEvent, Entry } from '../../../../src/agent/events/events.ts';
import {
  type Block,
  EMPTY_TRANSCRIPT,
  isRunning,
  pendingEdits,
  reduce,
  type Transcript,
  workOf,
} from '../../../../src/shared/transcript/reduce.ts';

describe('transcript', () => {
  it('is the same whether entries come one by one, in pieces or at once', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(), { maxLength: 60 }), fc.array(fc.nat({ max: 60 })), (events, cuts) => {
        const log = entries(events);
        const whole = reduce(EMPTY_TRANSCRIPT, log);
        const oneByOne = log.reduce((transcript, entry) => reduce(transcript, [entry]), EMPTY_TRANSCRIPT);
        assert.deepEqual(oneByOne, whole);
        let pieces = EMPTY_TRANSCRIPT;
        let start = 0;
        for (const end of [...cuts.sort((a, b) => a - b), log.length]) {
          pieces = reduce(pieces, log.slice(start, end));
          start = Math.max(start, end);
        }
        assert.deepEqual(pieces, whole);
      }),
      { numRuns: 500 },
    );
  });

  it('never changes what was drawn before: new values for what changed, the same objects for the rest', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(), { maxLength: 40 }), (events) => {
        let transcript = EMPTY_TRANSCRIPT;
        for (const entry of entries(events)) {
          const frozen = structuredClone(transcript);
          const next = reduce(transcript, [entry]);
          assert.deepEqual(transcript, frozen);
          transcript = next;
        }
      }),
    );
  });

  it('gives every block an id of its own', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(), { maxLength: 60 }), (events) => {
        const { blocks } = reduce(EMPTY_TRANSCRIPT, entries(wellFormed(events)));
        const ids = blocks.map((block) => block.id);
        assert.deepEqual(ids, [...new Set(ids)]);
      }),
    );
  });

  it('shows an action once that a damaged log has twice', () => {
    const action = {
      type: 'edit',
      id: 'a',
      path: 'a',
      absolutePath: '/a',
      before: null,
      after: 'x',
      added: 1,
      removed: 0,
    };
    const asked = { type: 'action.requested', call: '1.0', action } as AgentEvent;
    const { blocks } = fold(
      { type: 'step.started' },
      { type: 'toolCall.delta', index: 0, id: 'c', name: 'read_file' },
      asked,
      asked,
    );
    assert.deepEqual(
      blocks.map(({ id }) => id),
      ['call-1.0', 'edit-a'],
    );
  });

  it('keeps the untouched blocks the same objects, so that only changed ones are drawn again', () => {
    const before = fold(prompt('one'), { type: 'step.started' }, text('content', 'a'));
    const after = reduce(before, [{ seq: 9, at: 9, event: { type: 'content.delta', text: 'b' } }]);
    assert.equal(after.blocks[0], before.blocks[0]);
    assert.notEqual(after.blocks[1], before.blocks[1]);
  });

  describe('reasoning and content', () => {
    it('ends reasoning with the first word of the answer', () => {
      const { blocks } = fold(prompt('why'), { type: 'step.started' }, text('reasoning', 'hm'), text('content', 'so'));
      assert.deepEqual(blocks.slice(1), [
        { type: 'reasoning', id: 'reasoning-3', text: 'hm', startedAt: 3000, endedAt: 4000 },
        { type: 'content', id: 'content-4', text: 'so', streaming: true },
      ]);
    });

    it('goes on with a reasoning in which the person writes on', () => {
      const { blocks, queue } = fold(
        prompt('why'),
        { type: 'step.started' },
        text('reasoning', 'hm'),
        { type: 'prompt.queued', id: 'a', prompt: { text: 'And test it', attachments: [] }, steers: false },
        text('reasoning', ' so'),
      );
      assert.deepEqual(blocks.slice(1), [{ type: 'reasoning', id: 'reasoning-3', text: 'hm so', startedAt: 3000 }]);
      assert.equal(queue.length, 1);
    });

    it('keeps each in one piece where they come in turns', () => {
      const transcript = fold(
        prompt('why'),
        { type: 'step.started' },
        text('reasoning', 'hm'),
        text('content', '| a |\n'),
        text('reasoning', ' so'),
        text('content', '|---|\n'),
        text('reasoning', '.'),
        text('content', '| b |'),
        finished(),
      );
      assert.deepEqual(transcript.blocks.slice(1), [
        { type: 'reasoning', id: 'reasoning-3', text: 'hm so.', startedAt: 3000, endedAt: 7000 },
        { type: 'content', id: 'content-4', text: '| a |\n|---|\n| b |', streaming: false },
      ]);
    });

    it('begins both again with each step', () => {
      const step: AgentEvent[] = [{ type: 'step.started' }, text('reasoning', 'hm'), text('content', 'so'), finished()];
      const transcript = fold(prompt('why'), ...step, ...step);
      assert.deepEqual(texts(transcript), ['why', 'hm', 'so', 'hm', 'so']);
    });

    it('says once that the reasoning came inside the answer', () => {
      const step: AgentEvent[] = [
        { type: 'step.started' },
        text('content', 'so'),
        { type: 'step.finished', finish: 'stop', reasoningField: 'reasoning_content', thinkTags: true },
      ];
      const { blocks } = fold(prompt('why'), ...step, ...step);
      assert.deepEqual(
        blocks.map((block) => (block.type === 'notice' ? block.notice : block.type)),
        ['user', 'thinkTags', 'content', 'content'],
      );
    });

    it('takes a prompt’s first line for the title, unless the person gave one', () => {
      assert.equal(fold(prompt('  Fix it\nplease')).title, 'Fix it');
      assert.equal(fold(prompt('Fix it'), { type: 'session.renamed', title: 'Mine' }, prompt('More')).title, 'Mine');
    });

    it('drops what a step had streamed when it begins again', () => {
      const transcript = fold(
        prompt('go'),
        { type: 'step.started' },
        text('content', 'half'),
        { type: 'step.waiting', failure: { code: 'network', detail: '' }, until: 9000, attempt: 2 },
        { type: 'step.restarted' },
        text('content', 'whole'),
      );
      assert.deepEqual(texts(transcript), ['go', 'whole']);
      assert.equal(transcript.activity.type, 'working');
    });

    it('counts the tokens of all steps and keeps those of the last', () => {
      const usage = { prompt: 100, completion: 10, cached: 50 };
      const transcript = fold(
        prompt('go'),
        { type: 'step.started' },
        finished(usage),
        { type: 'step.started' },
        finished({ prompt: 120, completion: 5 }),
      );
      assert.deepEqual(transcript.lastUsage, { prompt: 120, completion: 5 });
      const { prompt: sent, completion, cached } = transcript.totalUsage;
      assert.deepEqual({ sent, completion, cached }, { sent: 220, completion: 15, cached: 50 });
    });
  });

  describe('tool calls', () => {
    it('run from streaming to done', () => {
      const steps: AgentEvent[] = [
        { type: 'toolCall.delta', index: 0, id: 'a', name: 'read_file', arguments: '{"path":' },
        { type: 'toolCall.delta', index: 0, arguments: '"a.ts"}' },
        finished(),
        { type: 'tool.started', call: '1.0' },
        {
          type: 'tool.finished',
          call: '1.0',
          output: 'text',
          display: { type: 'file', path: 'a.ts', startLine: 1, endLine: 2, totalLines: 2 },
          failed: false,
        },
      ];
      assert.deepEqual(statesAlong(steps), ['streaming', 'streaming', 'queued', 'running', 'done']);
    });

    it('fail, and are cancelled while they stream', () => {
      const begin: AgentEvent = { type: 'toolCall.delta', index: 0, name: 'read_file', arguments: '{' };
      const failed: AgentEvent = {
        type: 'tool.finished',
        call: '1.0',
        output: 'no',
        display: { type: 'error', message: 'no' },
        failed: true,
      };
      assert.deepEqual(statesAlong([begin, finished(), failed]), ['streaming', 'queued', 'failed']);
      assert.deepEqual(statesAlong([begin, { type: 'step.interrupted', cause: 'stopped' }]), [
        'streaming',
        'cancelled',
      ]);
      const cut: AgentEvent = { type: 'step.finished', finish: 'length', reasoningField: 'reasoning_content' };
      const half: AgentEvent = { type: 'toolCall.delta', index: 0, name: 'read_file', arguments: '{"path' };
      assert.deepEqual(statesAlong([half, cut]), ['streaming', 'cancelled']);
    });
  });

  describe('edits', () => {
    const begin: AgentEvent[] = [
      { type: 'toolCall.delta', index: 0, name: 'edit_file', arguments: '{"path":"src/a.ts"}' },
      finished(),
      { type: 'tool.started', call: '1.0' },
      {
        type: 'action.requested',
        call: '1.0',
        action: {
          type: 'edit',
          id: 'e',
          path: 'src/a.ts',
          absolutePath: '/w/src/a.ts',
          before: 'x',
          after: 'y',
          added: 3,
          removed: 1,
        },
      },
    ];
    const pending = ['streaming', 'queued', 'running', 'pending'];

    it('wait for a decision and can be undone', () => {
      const accepted = decided({ type: 'accepted' });
      assert.deepEqual(statesAlong([...begin, accepted, { type: 'action.undone', id: 'e' }]), [
        ...pending,
        'accepted',
        'undone',
      ]);
    });

    it('stay pending with the trouble that accepting ran into', () => {
      const transcript = fold(prompt('go'), { type: 'step.started' }, ...begin, {
        type: 'action.failed',
        id: 'e',
        code: 'conflict',
        detail: 'lines differ',
      });
      const [edit] = pendingEdits(transcript);
      assert.deepEqual(edit?.trouble, { code: 'conflict', detail: 'lines differ' });
      assert.equal(edit?.added, 3);
    });

    it('keep the reason of a rejection', () => {
      const events = [...begin, decided({ type: 'rejected', feedback: 'not so' })];
      assert.deepEqual(statesAlong(events), [...pending, 'rejected']);
      const block = lastBlock(fold(prompt('go'), { type: 'step.started' }, ...events));
      assert.ok(block?.type === 'edit' && block.feedback === 'not so');
    });

    it('say when the person accepted with changes, and when nobody decided', () => {
      const changed = decided({ type: 'acceptedWithChanges', changes: 'diff', after: 'z' });
      assert.deepEqual(statesAlong([...begin, changed]), [...pending, 'changed']);
      const cancelled = decided({ type: 'cancelled', cause: 'stopped' });
      assert.deepEqual(statesAlong([...begin, cancelled]), [...pending, 'cancelled']);
    });

    function decided(decision: Extract<AgentEvent, { type: 'action.decided' }>['decision']): AgentEvent {
      return { type: 'action.decided', id: 'e', decision, by: 'person' };
    }
  });

  it('runs a command from consent to its ending, with what it printed', () => {
    const events: AgentEvent[] = [
      { type: 'toolCall.delta', index: 0, name: 'run_command', arguments: '{"command":"npm test"}' },
      finished(),
      { type: 'tool.started', call: '1.0' },
      { type: 'action.requested', call: '1.0', action: { type: 'command', id: 'c', command: 'npm test', cwd: '.' } },
      { type: 'action.decided', id: 'c', decision: { type: 'accepted' }, by: 'person' },
      { type: 'tool.progress', call: '1.0', text: 'ok ' },
      { type: 'tool.progress', call: '1.0', text: '1\n' },
      {
        type: 'tool.finished',
        call: '1.0',
        output: 'ok 1',
        display: { type: 'command', ending: { type: 'exited', code: 0 }, durationMs: 40 },
        failed: false,
      },
    ];
    const block = lastBlock(fold(prompt('go'), { type: 'step.started' }, ...events));
    assert.ok(block?.type === 'command');
    assert.equal(block.state, 'done');
    assert.equal(block.printed, 'ok 1\n');
    assert.deepEqual(block.ending, { type: 'exited', code: 0 });
  });

  it('asks before a read outside the workspace, and remembers the answer', () => {
    const asked: AgentEvent[] = [
      { type: 'toolCall.delta', index: 0, name: 'read_file', arguments: '{}' },
      finished(),
      { type: 'tool.started', call: '1.0' },
      { type: 'action.requested', call: '1.0', action: { type: 'read', id: 'r', path: '/etc/hosts' } },
    ];
    const answer: AgentEvent = { type: 'action.decided', id: 'r', decision: { type: 'rejected' }, by: 'person' };
    assert.deepEqual(statesAlong(asked).at(-1), 'pending');
    assert.deepEqual(statesAlong([...asked, answer]).at(-1), 'rejected');
  });

  describe('turns', () => {
    it('are what a prompt waits for, also while they are compacted; beside them it waits for the compaction', () => {
      const compacts: AgentEvent = { type: 'compaction.started', trigger: 'person' };
      const cutOff: AgentEvent = { type: 'compaction.failed', cause: 'stopped' };
      const stopped: AgentEvent = { type: 'turn.finished', outcome: { type: 'stopped' } };
      const interrupted: AgentEvent = { type: 'turn.finished', outcome: { type: 'interrupted' } };
      assert.equal(workOf(fold()), 'none');
      assert.equal(workOf(fold(compacts)), 'compaction');
      assert.equal(workOf(fold(prompt('go'), compacts)), 'turn');
      assert.equal(workOf(fold(prompt('go'), compacts, cutOff)), 'turn');
      assert.equal(workOf(fold(prompt('go'), stopped, compacts)), 'compaction');
      assert.equal(workOf(fold(prompt('go'), interrupted, compacts)), 'compaction');
      assert.equal(workOf(fold(prompt('go'), interrupted, compacts, cutOff)), 'none');
    });

    it('rest with a word on how they ended', () => {
      const begin: AgentEvent[] = [prompt('go'), { type: 'step.started' }];
      const stopped = fold(...begin, { type: 'turn.finished', outcome: { type: 'stopped' } });
      assert.ok(!isRunning(stopped));
      const last = lastBlock(stopped);
      assert.ok(last?.type === 'notice' && last.notice === 'stopped');
      const failure = { code: 'network' as const, detail: 'ECONNREFUSED' };
      const error = lastBlock(fold(...begin, { type: 'turn.finished', outcome: { type: 'failed', failure } }));
      assert.ok(error?.type === 'error');
      assert.deepEqual(error.failure, failure);
    });

    it('go on after an interruption as if there had been none', () => {
      const interrupted = fold(
        prompt('go'),
        { type: 'step.started' },
        text('content', 'half'),
        { type: 'step.interrupted', cause: 'reload' },
        { type: 'turn.finished', outcome: { type: 'interrupted' } },
      );
      assert.equal(interrupted.activity.type, 'interrupted');
      assert.equal(lastBlock(interrupted)?.type, 'notice');
      const resumed = reduce(interrupted, [{ seq: 20, at: 20, event: { type: 'turn.resumed', model: 'k' } }]);
      assert.ok(isRunning(resumed));
      assert.deepEqual(texts(resumed), ['go']);
    });
  });
});

function entries(events: readonly AgentEvent[]): Entry[] {
  return events.map((event, index) => ({ seq: index + 1, at: (index + 1) * 1000, event }));
}

function fold(...events: AgentEvent[]): Transcript {
  return reduce(EMPTY_TRANSCRIPT, entries(events));
}

/** The state of the last block after each event of a turn's first step. */
function statesAlong(events: readonly AgentEvent[]): unknown[] {
  let transcript = fold(prompt('go'), { type: 'step.started' });
  return events.map((event, index) => {
    transcript = reduce(transcript, [{ seq: index + 10, at: 0, event }]);
    const block = lastBlock(transcript);
    return block && 'state' in block ? block.state : undefined;
  });
}

function lastBlock(transcript: Transcript): Block | undefined {
  return transcript.blocks.at(-1);
}

function texts(transcript: Transcript): string[] {
  return transcript.blocks.flatMap((block) => ('text' in block ? [block.text] : []));
}

function prompt(words: string): AgentEvent {
  return { type: 'turn.started', prompt: { text: words, attachments: [] }, model: 'kimi' };
}

function text(kind: 'reasoning' | 'content', words: string): AgentEvent {
  return { type: `${kind}.delta`, text: words };
}

function finished(usage = { prompt: 1, completion: 1 }): AgentEvent {
  return { type: 'step.finished', finish: 'stop', reasoningField: 'reasoning_content', usage };
}

/** Tool calls belong to a step, and a session begins with one here: without it they would share the number 0. */
function wellFormed(events: AgentEvent[]): AgentEvent[] {
  return [{ type: 'step.started' }, ...events.filter((event) => event.type !== 'step.restarted')];
}

function anyEvent(): fc.Arbitrary<AgentEvent> {
  const call = fc.constantFrom('0.0', '1.0', '1.1', '2.0');
  const id = fc.constantFrom('a', 'b', 'c');
  const words = fc.constantFrom('', 'word ', 'two words\n');
  const failure = fc.constant({ code: 'network' as const, detail: 'x' });
  const name = fc.constantFrom('read_file', 'edit_file', 'run_command');
  return fc.oneof(
    words.map((value): AgentEvent => prompt(value)),
    fc.constant<AgentEvent>({ type: 'step.started' }),
    fc.constant<AgentEvent>({ type: 'turn.resumed', model: 'k' }),
    fc.constant<AgentEvent>(finished()),
    fc.constant<AgentEvent>({ type: 'step.restarted' }),
    fc
      .constantFrom('stopped' as const, 'failed' as const, 'reload' as const)
      .map((cause): AgentEvent => ({ type: 'step.interrupted', cause })),
    failure.map((value): AgentEvent => ({ type: 'step.waiting', failure: value, until: 1, attempt: 1 })),
    failure.map((value): AgentEvent => ({ type: 'turn.finished', outcome: { type: 'failed', failure: value } })),
    fc
      .constantFrom('completed' as const, 'stopped' as const, 'interrupted' as const)
      .map((type): AgentEvent => ({ type: 'turn.finished', outcome: { type } })),
    words.map((value): AgentEvent => text('reasoning', value)),
    words.map((value): AgentEvent => text('content', value)),
    fc
      .record({ index: fc.nat({ max: 1 }), name, arguments: fc.constantFrom('{', '"path":"a"}') })
      .map((fragment): AgentEvent => ({ type: 'toolCall.delta', ...fragment })),
    call.map((value): AgentEvent => ({ type: 'tool.started', call: value })),
    fc
      .tuple(call, words)
      .map(([value, printed]): AgentEvent => ({ type: 'tool.progress', call: value, text: printed })),
    fc.tuple(call, fc.boolean()).map(
      ([value, failed]): AgentEvent => ({
        type: 'tool.finished',
        call: value,
        output: 'out',
        display: { type: 'error', message: 'm' },
        failed,
      }),
    ),
    fc.tuple(call, id).map(
      ([value, action]): AgentEvent => ({
        type: 'action.requested',
        call: value,
        action: {
          type: 'edit',
          id: action,
          path: 'a',
          absolutePath: '/a',
          before: null,
          after: 'x',
          added: 1,
          removed: 0,
        },
      }),
    ),
    fc.tuple(call, id).map(
      ([value, action]): AgentEvent => ({
        type: 'action.requested',
        call: value,
        action: { type: 'command', id: action, command: 'ls', cwd: '.' },
      }),
    ),
    id.map((value): AgentEvent => ({ type: 'action.failed', id: value, code: 'io', detail: 'x' })),
    id.map((value): AgentEvent => ({ type: 'action.undone', id: value })),
    fc
      .tuple(id, fc.constantFrom<Array<'accepted' | 'rejected'>>('accepted', 'rejected'))
      .map(([value, type]): AgentEvent => ({ type: 'action.decided', id: value, decision: { type }, by: 'person' })),
  );
}
