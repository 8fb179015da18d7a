import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentEvent, Display, Entry } from '../../src/agent/events/events.ts';
import type { Server } from './startServer.ts';

/** Blocks of one turn: a prompt, six steps that reason and look, what is said between them and at the end. */
export const BLOCKS_PER_TURN = 19;

const BEGAN_AT = Date.UTC(2026, 0, 5, 9);
const WORDS =
  'the function returns a value that each caller reads once before it writes the next result into a list of open files'.split(
    ' ',
  );

/** A session as a day of work leaves it: about 2,500 tokens and BLOCKS_PER_TURN blocks in each turn. Turn n's prompt is "Prompt n". */
export function longSession(turns: number): Entry[] {
  const events: AgentEvent[] = [{ type: 'session.created', system: 'You help.', tools: ['read_file', 'search_text'] }];
  let step = 0;
  for (let turn = 1; turn <= turns; turn++) {
    events.push({
      type: 'turn.started',
      prompt: { text: `Prompt ${turn}. ${prose(turn, 20)}`, attachments: [] },
      model: 'm',
    });
    for (let round = 1; round <= 6; round++) {
      step += 1;
      events.push(
        { type: 'step.started' },
        { type: 'reasoning.delta', text: `${prose(step, 60)}.\n\n${prose(step + 7, 40)}.` },
        ...(round % 3 === 0 ? [{ type: 'content.delta' as const, text: `${prose(step, 30)}.` }] : []),
        ...calls(step),
      );
    }
    step += 1;
    events.push(
      { type: 'step.started' },
      { type: 'content.delta', text: answer(turn) },
      {
        type: 'step.finished',
        finish: 'stop',
        reasoningField: 'reasoning_content',
        usage: { prompt: 90_000, completion: 400 },
      },
      { type: 'turn.finished', outcome: { type: 'completed' } },
    );
  }
  return events.map((event, index) => ({ seq: index + 1, at: BEGAN_AT + index * 100, event }));
}

/** Puts a session where the extension keeps them, for it to be found when the sessions are next listed. */
export async function keepSession(server: Server, id: string, title: string, entries: readonly Entry[]): Promise<void> {
  const sessions = path.join(path.dirname(server.extensionsDir), 'data/User/globalStorage/ask-kimi.ask-kimi/sessions');
  const folder = path.join(sessions, id);
  await mkdir(folder, { recursive: true });
  const lines = [{ schema: 1, session: id }, ...entries].map((line) => `${JSON.stringify(line)}\n`);
  await writeFile(path.join(folder, 'log.jsonl'), lines.join(''));
  await writeFile(path.join(folder, 'summary.json'), JSON.stringify({ id, title, updatedAt: entries.at(-1)?.at ?? 0 }));
}

/** A read, and in every other step a search beside it. */
function calls(step: number): AgentEvent[] {
  const read: Display = { type: 'file', path: `src/part${step}.ts`, startLine: 1, endLine: 40, totalLines: 40 };
  const search: Display = { type: 'search', query: `value${step}`, matches: 4, files: 2, truncated: false };
  const both = [
    { name: 'read_file', args: { path: `src/part${step}.ts` }, display: read },
    { name: 'search_text', args: { pattern: `value${step}` }, display: search },
  ];
  const made = step % 2 === 0 ? both : both.slice(0, 1);
  return [
    ...made.map(({ name, args }, index) => ({
      type: 'toolCall.delta' as const,
      index,
      id: `functions.${name}:${step}`,
      name,
      arguments: JSON.stringify(args),
    })),
    { type: 'step.finished', finish: 'tool_calls', reasoningField: 'reasoning_content' },
    ...made.flatMap(({ display }, index): AgentEvent[] => [
      { type: 'tool.started', call: `${step}.${index}` },
      { type: 'tool.finished', call: `${step}.${index}`, output: prose(step, 110), display, failed: false },
    ]),
  ];
}

/** Markdown of every kind. */
function answer(turn: number): string {
  return [
    `## What turn ${turn} did`,
    `${prose(turn, 30)} **${prose(turn, 3)}** and \`src/part${turn}.ts:12\` ${prose(turn + 3, 30)}.`,
    [1, 2, 3].map((item) => `- ${prose(turn + item, 12)}`).join('\n'),
    `\`\`\`ts\n${[1, 2, 3, 4].map((line) => `const value${line} = await read(${turn}, 'text');`).join('\n')}\n\`\`\``,
    `| file | lines |\n|---|---|\n| \`a${turn}.ts\` | ${turn} |`,
    `${prose(turn, 40)}.`,
  ].join('\n\n');
}

function prose(seed: number, length: number): string {
  return Array.from({ length }, (_, index) => WORDS[(seed * 7 + index) % WORDS.length]).join(' ');
}
