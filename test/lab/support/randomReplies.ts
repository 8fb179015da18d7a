import type { ChatMessage, ChatRequest } from '../../simulator/chatRequest.ts';
import type { Completion, ReplyFunction, ScriptedToolCall } from '../../simulator/scenario.ts';
import type { Chance } from './chance.ts';

const WORD = 'a line that fills the file\n';
const FILES = ['src/a.txt', 'src/b.txt', 'c.txt'];
const STEPS_OF_A_TURN = 3;

/** What a file holds in one of its versions; each is written whole, and takes a while to write. */
export function versionText(file: string, version: number): string {
  return `${file} version ${version}\n${WORD.repeat(6_000)}end of version ${version}\n`;
}

/** The files that replies edit, in their first version. */
export function labFiles(): Record<string, string> {
  return Object.fromEntries(FILES.map((file) => [file, versionText(file, 0)]));
}

/** Which version a file holds; undefined for anything else. */
export function versionOf(file: string, text: string): number | undefined {
  const version = Number(/ version (\d+)\n/.exec(text)?.[1] ?? Number.NaN);
  return versionText(file, version) === text ? version : undefined;
}

/** A model that reasons, speaks, looks, edits and runs commands as chance has it, and answers a turn after a few steps at most. */
export function randomReplies(chance: Chance): ReplyFunction {
  let version = 0;
  return (request) => {
    const slowly = (completion: Completion): Completion => ({
      ...completion,
      pace: { wordsPerSecond: chance.pick([60, 600]) },
    });
    if (textOf(request.messages.at(-1)).includes('Write that note now')) {
      return slowly({ content: 'What was done. '.repeat(40) });
    }
    const steps = request.messages.length - 1 - request.messages.findLastIndex(({ role }) => role === 'user');
    if (steps > STEPS_OF_A_TURN || chance.next() < 0.3) {
      return slowly({ reasoning: 'Let me see. '.repeat(6), content: 'This is what I found. '.repeat(12) });
    }
    version += 1;
    return { reasoning: 'What is there? '.repeat(4), toolCalls: calls(chance, version), pace: 'burst' };
  };
}

function calls(chance: Chance, version: number): ScriptedToolCall[] {
  switch (chance.below(3)) {
    case 0:
      return [
        { name: 'read_file', arguments: { path: 'c.txt', start_line: 1, end_line: 3 } },
        { name: 'list_files', arguments: { path: '.' } },
      ];
    case 1:
      return FILES.map((file) => ({
        name: 'write_file',
        arguments: { path: file, content: versionText(file, version) },
      }));
    default:
      return [
        { name: 'run_command', arguments: { command: 'echo one; echo two' } },
        { name: 'read_file', arguments: { path: 'missing.txt' } },
      ];
  }
}

function textOf(message: ChatMessage | undefined): string {
  return typeof message?.content === 'string' ? message.content : JSON.stringify(message?.content ?? '');
}

/** Whether a request begins as each does, with what the model is told. */
export function beginsWithSystem({ messages }: ChatRequest): boolean {
  return messages[0]?.role === 'system' && textOf(messages[0]).length > 0;
}
