import type { ChatMessage, ChatRequest } from './chatRequest.ts';
import type { Completion, ScriptedToolCall } from './scenario.ts';

const FILE = 'src/promotions.js';
const TESTS = 'test/promotions.test.js';

/** The defect: without a comparison function sort() compares the prices as text, so 1250 comes before 380. */
const DEFECT = '[...prices].sort()';
const REMEDY = '[...prices].sort((a, b) => a - b)';
const VAGUE_COMMENT = `/**
 * Takes a coupon off.
 */`;
const CLEAR_COMMENT = `/**
 * What a coupon takes off a total. A coupon counts from its minimum on.
 *
 * @param {number} total in cents
 * @param {{ percent: number, minimum?: number }} [coupon]
 * @returns {number} the discount in cents
 */`;

const NOTICE =
  '> **These answers are scripted.** They come from the simulator that is part of this project, not from Kimi. ' +
  'The files, the diff and the test run are real.\n\n';

/** The answer where no tool may be called: a compaction asks for a note. */
const NOTE: Completion = {
  reasoning: 'I am asked for a note of the conversation, which a script does not follow.',
  content:
    '**This note is scripted.** The person tried the sample project; what stands in its files is real, and nothing is left to do.',
};

/**
 * The scenario of `npm start`: finds, fixes and tests the bug of the sample project, and says in the end what really happened.
 * It looks at nothing but the request, so it works in any session, any number of times.
 */
export function tour(request: ChatRequest): Completion {
  if (request.tool_choice === 'none') return NOTE;
  const prompts = request.messages.filter(({ role }) => role === 'user');
  const prompt = textOf(prompts.at(-1));
  const aboutTheBug = /\b(fix|fail|bug|broken|repair|wrong)/i.test(prompt) || prompts.length <= 1;
  const answer = aboutTheBug && request.tools ? nextStep(callsOfTurn(request.messages)) : help();
  const first = !request.messages.some(({ role }) => role === 'assistant');
  return { pace: { wordsPerSecond: 35 }, ...answer, content: (first ? NOTICE : '') + (answer.content ?? '') };
}

interface Call {
  name: string;
  path: string | undefined;
  result: string;
}

/** The calls since the last prompt, with what came back. */
function callsOfTurn(messages: readonly ChatMessage[]): Call[] {
  const turn = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);
  return turn.flatMap(({ tool_calls }, at) =>
    (tool_calls ?? []).map((call) => ({
      name: call.function.name,
      path: JSON.parse(call.function.arguments).path,
      // Ids may repeat in later steps, so the answer is looked for after the call.
      result: textOf(turn.slice(at + 1).find(({ tool_call_id }) => tool_call_id === call.id)),
    })),
  );
}

function textOf(message: ChatMessage | undefined): string {
  const content = message?.content ?? '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

function nextStep(calls: readonly Call[]): Completion {
  const read = calls.find(({ name, path }) => name === 'read_file' && path === FILE);
  const edit = calls.find(({ name }) => name === 'edit_file');
  const test = calls.find(({ name }) => name === 'run_command');
  if (!read) return look();
  if (!read.result.includes('threeForTwo')) return notTheSample(read.result);
  if (test) return report(edit, test);
  if (edit) return isOnDisk(edit) ? runTests(edit) : refused(edit);
  return read.result.includes(DEFECT) ? propose(read.result) : alreadyFixed();
}

function look(): Completion {
  return {
    reasoning:
      'The person wants the failing test fixed. I do not know this project yet, so I should look before I change anything. ' +
      `The layout first, and I can read the tests and the promotions at the same time: ${TESTS} and ${FILE} are independent reads, ` +
      'so all three calls go into one step.',
    content: 'I will look at the project, the promotions and their tests first.',
    toolCalls: [
      { name: 'list_files', arguments: {} },
      { name: 'read_file', arguments: { path: FILE } },
      { name: 'read_file', arguments: { path: TESTS } },
    ],
  };
}

function propose(numberedText: string): Completion {
  const line = lineOf(numberedText, DEFECT);
  const edits = [{ old_text: DEFECT, new_text: REMEDY }];
  const vague = withoutNumbers(numberedText).includes(VAGUE_COMMENT);
  if (vague) edits.push({ old_text: VAGUE_COMMENT, new_text: CLEAR_COMMENT });
  return {
    reasoning:
      `Line ${line} of ${FILE} sorts the prices with \`sort()\` and no comparison function. ` +
      'JavaScript then compares the elements as strings. While all prices have three digits that gives the right order, which is ' +
      'why the other tests pass. The test "a cheap item stays the cheapest beside an expensive one" has 1250, 380 and 995: as ' +
      'strings "1250" comes first, because "1" sorts before "3" and "9". So the most expensive item is given away.\n\n' +
      'The remedy is to compare numbers: `sort((a, b) => a - b)`. The copy `[...prices]` stays, so the array of the caller is not ' +
      'touched. The test is right and must not change.' +
      (vague
        ? '\n\nThe comment on `couponDiscount` further down says nothing about the minimum or the unit. I will propose a clearer ' +
          'one in the same edit; it is a change of its own, so the person can take one and revert the other.'
        : ''),
    content:
      `The cause is line ${line} of \`${FILE}\`: \`sort()\` without a comparison function compares the prices **as text**, and ` +
      'as text `"1250"` comes before `"380"`.\n\n' +
      (vague
        ? 'My proposal has two changes: the fix, and a clearer comment on `couponDiscount`. You can revert either of them in the ' +
          'diff, or type into its right side, before you accept.'
        : 'My proposal is a diff: you can type into its right side before you accept.'),
    toolCalls: [{ name: 'edit_file', arguments: { path: FILE, edits } }],
  };
}

function lineOf(numberedText: string, needle: string): string {
  const line = numberedText.split('\n').find((candidate) => candidate.includes(needle));
  return line?.split('\t')[0]?.trim() ?? '?';
}

/** read_file puts a number and a tab before each line. */
const withoutNumbers = (text: string) => text.replace(/^\s*\d+\t/gm, '');

const isOnDisk = (edit: Call) => edit.result.startsWith('Edited');
const wasChanged = (edit: Call) => edit.result.includes('the person changed your proposal');

function runTests(edit: Call): Completion {
  return {
    reasoning: wasChanged(edit)
      ? 'The person changed my proposal before accepting it. What is on disk is theirs now, and I build on that. The tests will ' +
        'show whether the bug is gone.'
      : 'The edit is on disk as proposed. The tests will show whether it was the right one.',
    content: wasChanged(edit)
      ? 'You changed the proposal: I will test what is on disk now.'
      : 'Accepted. Now the tests.',
    toolCalls: [npmTest],
  };
}

const npmTest: ScriptedToolCall = { name: 'run_command', arguments: { command: 'npm test', timeout_s: 60 } };

function alreadyFixed(): Completion {
  return {
    reasoning:
      `The sort in ${FILE} already has a comparison function, so the bug that I know of is not there. I will not change what ` +
      'works; the tests tell.',
    content: `\`${FILE}\` compares the prices as numbers already, so there is nothing to edit. I will run the tests to be sure.`,
    toolCalls: [npmTest],
  };
}

function refused(edit: Call): Completion {
  const reason = /refused and said: ([\s\S]*)/.exec(edit.result)?.[1]?.trim();
  return {
    reasoning: 'The edit is not on disk. I must not repeat it unchanged, and without it there is nothing to test.',
    content:
      `\`${FILE}\` is unchanged, and the test still fails.\n\n` +
      (reason
        ? `You said: "${reason}". A real model would now try another way; I am a script and have only the one.\n\n`
        : '') +
      'The smallest change that would do:\n\n' +
      `\`\`\`js\nconst cheapestFirst = ${REMEDY};\n\`\`\`\n\n` +
      'Send "Fix the failing test" again to see the proposal once more.',
  };
}

function report(edit: Call | undefined, test: Call): Completion {
  const exitCode = /^Exit code (\d+)/.exec(test.result)?.[1];
  const failing = new Set(
    [...test.result.matchAll(/^\s*✖ (?!failing tests)(.+?)(?: \([\d.]+ms\))?\s*$/gm)].map(([, name]) => name),
  );
  const rows = [
    `| \`${FILE}\` | ${edit === undefined ? 'was right already' : wasChanged(edit) ? 'accepted with your changes' : 'accepted as proposed'} |`,
    `| \`npm test\` | ${exitCode === undefined ? firstLine(test.result) : `exit code ${exitCode}`} |`,
  ];
  return {
    reasoning:
      exitCode === undefined
        ? 'The tests did not run to their end, so I cannot say that the bug is gone.'
        : `npm test ended with exit code ${exitCode}${failing.size > 0 ? ` and ${failing.size} failing` : ''}. I report what I saw.`,
    content: [
      `## ${headline(exitCode)}`,
      `| Step | Result |\n|---|---|\n${rows.join('\n')}`,
      edit !== undefined && wasChanged(edit) ? `From my proposal to what you accepted:\n\n${diffOf(edit.result)}` : '',
      failing.size > 0 ? `Still failing:\n\n${[...failing].map((name) => `- ${name}`).join('\n')}` : '',
      exitCode === '0' ? explanation : '',
      'What you can try next:\n\n- **Undo** the edit from its card, and ask again to take another decision\n' +
        '- reload the window: the session is still here',
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  };
}

function headline(exitCode: string | undefined): string {
  if (exitCode === undefined) return 'The tests did not run';
  return exitCode === '0' ? 'The tests pass' : 'A test still fails';
}

const firstLine = (text: string) => (text.split('\n')[0] ?? '').replaceAll('|', '\\|');
const diffOf = (result: string) => `\`\`\`diff\n${result.slice(result.indexOf('\n') + 1).trimEnd()}\n\`\`\``;

const explanation = `Numbers need a comparison function:

\`\`\`js
[1250, 380, 995].sort();                // [1250, 380, 995]: compared as text
[1250, 380, 995].sort((a, b) => a - b); // [380, 995, 1250]
\`\`\``;

function notTheSample(result: string): Completion {
  return {
    reasoning: `I expected ${FILE} of the sample project, and it is not in this workspace.`,
    content:
      `There is no sample project here: \`read_file\` said "${firstLine(result)}". I am a script and know that one project only.\n\n` +
      '- `npm start` without `--folder` opens the sample project\n' +
      '- with `MOONSHOT_API_KEY` set, `npm start` talks to Kimi and works on any folder',
  };
}

function help(): Completion {
  return {
    reasoning:
      'This is not about the bug that my script knows, so I should say plainly what I am and what can be tried.',
    content:
      'I am a script and cannot answer that. What works here:\n\n' +
      '1. Send **Fix the failing test**: reasoning, tool calls, a diff to review, a test run.\n' +
      '2. In the diff, revert one of the two changes, or type into it, and accept the rest.\n' +
      '3. Reject it with a reason, and see what the model is told.\n\n' +
      'For real answers, set an API key (`Ask Kimi: Set API Key`) and choose an endpoint (`Ask Kimi: Select Endpoint`).',
  };
}
