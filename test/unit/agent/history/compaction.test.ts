import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Message } from '../../../../src/agent/contracts/model.ts';
import type { AgentEvent, Attachment, Prompt } from '../../../../src/agent/events/events.ts';
import { contextTokens, planCompaction } from '../../../../src/agent/history/compaction.ts';
import { estimateMessages } from '../../../../src/agent/history/estimateTokens.ts';
import { History } from '../../../../src/agent/history/history.ts';
import { noteRequests } from '../../../../src/agent/history/summaryRequest.ts';
import { resolveEndpoint } from '../../../../src/kimi/endpoint/endpoints.ts';
import { createKimiModel } from '../../../../src/kimi/kimiModel.ts';
import { wireMessages } from '../../../../src/kimi/request/wireMessages.ts';
import { type Block, EMPTY_TRANSCRIPT, reduce, type Transcript } from '../../../../src/shared/transcript/reduce.ts';
import { checkMessages } from '../../../simulator/checkMessages.ts';
import { PIXEL_URL } from '../../support/pixelPng.ts';

const endpoint = resolveEndpoint({ endpoint: 'custom', baseUrl: 'http://127.0.0.1:1/v1', model: '' });
assert('baseUrl' in endpoint);
const model = createKimiModel({ endpoint, key: undefined, readBlob: async () => new Uint8Array() });

const PICTURE = { type: 'image', name: 'shot.png', mimeType: 'image/png', blob: 'b' } as const;
const TOOLS = [{ name: 'read_file', description: 'Reads.', parameters: { type: 'object', properties: {} } }];

/** What a strict server says of messages. */
async function problemOf(messages: readonly Message[]): Promise<string | undefined> {
  const options = { urlOf: async () => PIXEL_URL, replayField: undefined, readsMarks: false };
  const media = { video: true, checkReference: () => undefined };
  return checkMessages(await wireMessages(messages, options), ['reasoning_content'], media);
}

/** A session as its events make it, with what has to hold after each of them. */
class Session {
  readonly history = new History();
  transcript: Transcript = EMPTY_TRANSCRIPT;
  private steps = 0;
  /** Since the last prompt: no turn runs then. */
  private rewound = 0;

  constructor() {
    this.emit({ type: 'session.created', system: 'Be Kimi.' });
  }

  emit(event: AgentEvent): void {
    this.history.apply(event);
    this.transcript = reduce(this.transcript, [{ seq: this.transcript.seq + 1, at: 0, event }]);
  }

  begin(prompt: Prompt): void {
    this.close();
    this.rewound = 0;
    this.emit({ type: 'turn.started', prompt, model: 'm' });
  }

  step(calls: number, size: number, end: 'whole' | 'open' | 'failed' | 'stopped'): void {
    if (this.rewound > 0 || !this.history.awaitsModel) return;
    this.steps += 1;
    this.emit({ type: 'step.started' });
    this.emit({ type: 'reasoning.delta', text: `Reason ${this.steps}.` });
    if (calls === 0 || end !== 'whole') this.emit({ type: 'content.delta', text: `Said ${'so '.repeat(size)}.` });
    for (let index = 0; index < calls; index++) {
      this.emit({ type: 'toolCall.delta', index, id: `read_file:${index}`, name: 'read_file', arguments: '{}' });
    }
    if (end === 'failed' || end === 'stopped') return this.emit({ type: 'step.interrupted', cause: end });
    this.emit({ type: 'step.finished', finish: 'stop', reasoningField: 'reasoning_content' });
    if (end === 'whole') this.close('A result. '.repeat(size));
  }

  steer(text: string): void {
    if (this.history.open.size === 0 && this.rewound === 0)
      this.emit({ type: 'prompt.steered', id: 'p', prompt: { text, attachments: [] } });
  }

  resume(): void {
    this.close();
    this.rewound = 0;
    this.emit({ type: 'turn.resumed', model: 'm' });
  }

  rewind(turn: number): void {
    const there = this.transcript.blocks.flatMap((block) =>
      block.type === 'user' && !block.steers ? [block.turn] : [],
    );
    const wanted = there[turn % Math.max(1, there.length)];
    if (wanted === undefined) return;
    this.close();
    this.rewound += 1;
    this.emit({ type: 'session.rewound', turn: wanted, conversation: true, files: [] });
  }

  redo(): void {
    if (this.rewound === 0) return;
    this.rewound -= 1;
    this.emit({ type: 'session.redone', files: [] });
  }

  close(output = 'ERROR: interrupted'): void {
    for (const call of [...this.history.open.keys()]) {
      const display = { type: 'list' as const, path: '', count: 0, truncated: false };
      this.emit({ type: 'tool.finished', call, output, display, failed: false });
    }
  }
}

const anyPrompt = fc.record({ text: fc.lorem(), attachments: fc.constantFrom<Attachment[]>([], [PICTURE]) });
const anyAction = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('begin' as const), prompt: anyPrompt }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('step' as const),
      calls: fc.nat(3),
      size: fc.constantFrom(1, 500, 3_000),
      end: fc.constantFrom('whole', 'whole', 'whole', 'open', 'failed', 'stopped'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('steer' as const), text: fc.lorem() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rewind' as const), turn: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('redo' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resume' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('compact' as const), limit: fc.constantFrom(3_000, 1e6) }) },
);

describe('a compacted history', () => {
  it('is what a strict server takes, whatever happened before, and so are the requests for its notes', async () => {
    let compactions = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyAction, { minLength: 6, maxLength: 40 }), async (actions) => {
        const session = new Session();
        const { history } = session;
        session.begin({ text: 'Begin', attachments: [] });
        session.step(2, 500, 'whole');
        for (const action of actions) {
          if (action.do === 'begin') session.begin(action.prompt);
          else if (action.do === 'step') session.step(action.calls, action.size, action.end);
          else if (action.do === 'steer') session.steer(action.text);
          else if (action.do === 'rewind') session.rewind(action.turn);
          else if (action.do === 'redo') session.redo();
          else if (action.do === 'resume') session.resume();
          else if (await compacts(session, action.limit)) compactions += 1;
          if (history.open.size === 0) assert.equal(await problemOf(history.messages), undefined);
          assert.equal(history.messages[0]?.role, 'system');
          assert.deepEqual(
            history.messages.slice(history.compaction ? 2 : 1),
            history.said.slice(history.compaction?.from ?? 0).map(({ message }) => message),
          );
        }
      }),
      { numRuns: 200 },
    );
    assert.ok(compactions > 50, `${compactions} compactions`);
  });
});

describe('a conversation that is written out for its note', () => {
  it('has its long messages cut before any is left out', () => {
    const session = new Session();
    session.begin({ text: 'Begin', attachments: [PICTURE] });
    session.step(1, 5_000, 'whole');
    session.step(0, 1, 'whole');
    session.begin({ text: 'In the middle', attachments: [] });
    session.step(2, 5_000, 'whole');
    session.step(0, 5_000, 'whole');
    const { history } = session;
    const [{ messages, tools }] = noteRequests(history, {
      tools: TOOLS,
      from: history.said.length,
      limit: 4_000,
      focus: '',
    });
    const text = String(messages[1]?.content);
    assert.deepEqual([messages.length, tools.length], [2, 0]);
    assert.match(text, /The person:\n\[image\]\nBegin[\s\S]*A result\.[\s\S]*left out[\s\S]*You:\nSaid so \./);
    assert.match(text, /The person:\nIn the middle\n/);
    assert.ok(estimateMessages(messages) <= 4_000);
  });
});

/** Compacts where there is something to compact, with all that has to hold. */
async function compacts(session: Session, limit: number): Promise<boolean> {
  const { history } = session;
  const plan = planCompaction({ sessionId: 's', history, tools: TOOLS, model });
  if (!plan) return false;
  for (const request of noteRequests(history, { tools: TOOLS, from: plan.from, limit, focus: '' })) {
    assert.equal(await problemOf(request.messages), undefined);
    assert.equal(request.messages[0]?.role, 'system');
  }
  const before = session.transcript;
  const trigger = before.activity.type === 'working' ? 'window' : 'person';
  session.emit({ type: 'compaction.started', trigger });
  session.emit({
    type: 'compaction.finished',
    note: 'Noted.',
    through: plan.through,
    before: plan.before,
    after: 1_000,
  });
  assert.equal(history.compaction?.from, plan.from);
  assert.equal(contextTokens(history, TOOLS), 1_000);
  assert.equal(session.transcript.activity, before.activity);
  const others = (blocks: readonly Block[]) => blocks.filter(({ type }) => type !== 'compaction');
  assert.deepEqual(others(session.transcript.blocks), others(before.blocks));
  const head = JSON.stringify(history.messages[1]);
  for (const { prompt } of history.said.slice(0, plan.from)) assert.ok(!prompt || head.includes(prompt.text));
  return true;
}
