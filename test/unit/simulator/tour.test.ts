import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../host/paths.ts';
import type { ChatMessage, ChatRequest } from '../../simulator/chatRequest.ts';
import { tour } from '../../simulator/tour.ts';

const sample = path.join(root, 'test/host/sample');

describe('the tour', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ask-kimi-tour-'));
    await cp(sample, folder, { recursive: true });
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('finds the bug in what it read, and its edit makes the failing test pass', async () => {
    assert.equal(runTests(folder), 1);
    const conversation = new Conversation('Fix the failing test');
    assert.deepEqual(conversation.calls(), ['list_files', 'read_file', 'read_file']);
    const file = path.join(folder, 'src/promotions.js');
    const text = await readFile(file, 'utf8');
    const edits = conversation.answer(['src/', numbered(text), 'test']).edits();
    assert.equal(edits.length, 2);
    await writeFile(
      file,
      edits.reduce((before, { old_text, new_text }) => replaceOnce(before, old_text, new_text), text),
    );
    assert.equal(runTests(folder), 0);
    assert.deepEqual(conversation.answer(['Edited src/promotions.js: +6 −2 lines.']).calls(), ['run_command']);
    const report = conversation.answer(['Exit code 0.\nℹ fail 0']).content();
    assert.match(report, /The tests pass/);
    assert.match(report, /accepted as proposed/);
    assert.match(report, /\| `npm test` \| exit code 0 \|/);
  });

  it('reports a rejection and a failing test as they were', () => {
    const source = numbered("import './money.js';\nfunction threeForTwo() { [...prices].sort(); }");
    const rejected = new Conversation('fix it').answer(['', source, '']);
    assert.match(
      rejected.answer(['src/promotions.js is unchanged: the person refused and said: not now']).content(),
      /You said: "not now"/,
    );
    const changed = new Conversation('fix it').answer(['', source, '']);
    changed.answer(['Edited src/promotions.js, but the person changed your proposal first. From …:\n-a\n+b']);
    const report = changed.answer([
      'Exit code 1.\n✔ good (1.2ms)\n✖ bad one (2.1ms)\n✖ failing tests:\n✖ bad one (2.1ms)',
    ]);
    assert.match(
      report.content(),
      /A test still fails[\s\S]*accepted with your changes[\s\S]*-a\n\+b[\s\S]*- bad one\n/,
    );
  });

  it('says what it is, once, and what to try', () => {
    const conversation = new Conversation('Fix the failing test');
    assert.match(conversation.content(), /scripted/);
    conversation.answer(['', 'No such file', '']);
    assert.match(conversation.content(), /no sample project here/);
    assert.match(conversation.ask('What is the weather?').content(), /^I am a script/);
  });
});

const runTests = (cwd: string) => spawnSync(process.execPath, ['--test'], { cwd }).status;

const numbered = (text: string) =>
  text
    .split('\n')
    .map((line, index) => `${index + 1}\t${line}`)
    .join('\n');

function replaceOnce(text: string, old: string, replacement: string): string {
  assert.equal(text.split(old).length, 2, `not exactly once in the file: ${old}`);
  return text.replace(old, () => replacement);
}

/** A conversation with the tour, as the agent would have it: a request for each step. */
class Conversation {
  readonly messages: ChatMessage[] = [];

  constructor(prompt: string) {
    this.ask(prompt);
  }

  ask(prompt: string): this {
    this.messages.push({ role: 'user', content: prompt });
    return this.step();
  }

  answer(results: readonly string[]): this {
    const calls = this.last().tool_calls ?? [];
    assert.equal(results.length, calls.length);
    calls.forEach(({ id }, index) => {
      this.messages.push({ role: 'tool', tool_call_id: id, content: results[index] ?? '' });
    });
    return this.step();
  }

  content(): string {
    return String(this.last().content);
  }

  calls(): string[] {
    return (this.last().tool_calls ?? []).map((call) => call.function.name);
  }

  edits(): { old_text: string; new_text: string }[] {
    return JSON.parse(this.last().tool_calls?.[0]?.function.arguments ?? '').edits;
  }

  private last(): ChatMessage {
    const message = this.messages.at(-1);
    assert.ok(message);
    return message;
  }

  private step(): this {
    const request: ChatRequest = { model: 'scripted-simulator', messages: this.messages, tools: [] };
    const { content, toolCalls } = tour(request);
    this.messages.push({
      role: 'assistant',
      content: content ?? null,
      tool_calls: (toolCalls ?? []).map(({ name, arguments: args }, index) => ({
        id: `${name}_${index}`,
        type: 'function',
        function: { name, arguments: JSON.stringify(args) },
      })),
    });
    return this;
  }
}
