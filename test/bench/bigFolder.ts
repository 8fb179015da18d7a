import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openWindow } from '../host/openWindow.ts';
import { openChat, panelFrame } from '../host/workbench.ts';
import { commitAll } from '../unit/support/gitFolder.ts';
import type { Figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { warmUp } from './latency.ts';
import { median, percentile } from './percentile.ts';
import { sendPrompt, turnEnded } from './turn.ts';

const FOLDERS = 1_000;
const FILES_PER_FOLDER = 100;
const COMMANDS = 5;
const MAX_COMMAND_MS = 200;
const MAX_LIST_MS = 200;
const MAX_KEY_MS = 10;
/** Slower than the answers come. */
const KEY_EVERY_MS = 400;
const TYPED = 'file5';

/** What a command that changes nothing costs where there are 100,000 files, with git and without, and the names after `@` there. */
export async function measureBigFolder(lab: Lab): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ask-kimi-big-'));
  try {
    const small = await visitSmall(lab);
    await fill(folder);
    const plain = await visit(lab, folder, async (page) => [
      ...summary('noGit', await runCommands(lab, page)),
      ...(await typeMention(page, 'mention')),
    ]);
    commitAll(folder);
    const tracked = await visit(lab, folder, async (page) => summary('git', await runCommands(lab, page)));
    return [...small, ...plain, ...tracked];
  } finally {
    // git may still be packing what was committed.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

/** The same keys where there is one file: what they cost on the way between the panel and its host, which no list shortens. */
async function visitSmall(lab: Lab): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ask-kimi-small-'));
  try {
    await writeFile(path.join(folder, `${TYPED}.ts`), '');
    return await visit(lab, folder, async (page) => await typeMention(page, 'oneFile'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function visit(lab: Lab, folder: string, measure: (page: Page) => Promise<Figure[]>): Promise<Figure[]> {
  await using window = await openWindow({ ...lab, folder });
  await openChat(window.page);
  await warmUp(lab, window.page);
  return await measure(window.page);
}

/** For each command, the time from the last delta of the reply that calls it until the next request is there. */
async function runCommands(lab: Lab, page: Page): Promise<number[]> {
  const answered: number[] = [];
  const ended = Promise.withResolvers<void>();
  const before = lab.simulator.requests.length;
  lab.answerWith((_request, index) => ({
    ...(index < COMMANDS
      ? { toolCalls: [{ name: 'run_command', arguments: { command: `echo hi ${index}` } }] }
      : { content: 'Done.' }),
    onSent: (_text, at) => {
      answered[index] = at;
      if (index === COMMANDS) ended.resolve();
    },
  }));
  await sendPrompt(page, 'Greet');
  await ended.promise;
  await turnEnded(page);
  const asked = lab.simulator.requests.slice(before).filter(({ body }) => body);
  return asked.slice(1).map(({ at }, index) => at - (answered[index] ?? Number.NaN));
}

function summary(which: string, spent: readonly number[]): Figure[] {
  if (spent.length !== COMMANDS) throw new Error(`There were ${spent.length} commands instead of ${COMMANDS}.`);
  const figure = `bigFolder.${which}.echo`;
  return [
    { figure: `${figure}.first`, value: spent[0] ?? Number.NaN, unit: 'ms' },
    { figure: `${figure}.p50`, value: median(spent), unit: 'ms', target: MAX_COMMAND_MS, samples: COMMANDS },
  ];
}

/** From a key in the input until the names for it are in the panel. */
async function typeMention(page: Page, where: 'mention' | 'oneFile'): Promise<Figure[]> {
  const input = panelFrame(page).getByRole('textbox', { name: 'Message Kimi' });
  await input.evaluate(noteCompletions);
  await input.pressSequentially(`@${TYPED}`, { delay: KEY_EVERY_MS });
  await panelFrame(page).getByRole('option').first().waitFor();
  const waits = await input.evaluate(() => {
    const noted: Window & Noted = window;
    return noted.askKimiWaits ?? [];
  });
  await input.fill('');
  const [list = Number.NaN, ...keys] = waits;
  const samples = keys.length;
  return [
    { figure: `bigFolder.${where}.list`, value: list, unit: 'ms', target: MAX_LIST_MS },
    { figure: `bigFolder.${where}.key.p50`, value: median(keys), unit: 'ms', target: MAX_KEY_MS, samples },
    { figure: `bigFolder.${where}.key.max`, value: percentile(keys, 1), unit: 'ms', samples },
  ];
}

interface Noted {
  askKimiWaits?: number[];
}

/** Runs in the panel: notes for each key in the input how long its first answer took. */
function noteCompletions(input: HTMLElement | SVGElement): void {
  const noted: Window & Noted = window;
  const waits: number[] = [];
  noted.askKimiWaits = waits;
  let pressedAt: number | undefined;
  input.addEventListener('keydown', ({ timeStamp }) => {
    pressedAt = timeStamp;
  });
  window.addEventListener('message', ({ data }) => {
    if (data?.type !== 'completions' || pressedAt === undefined) return;
    waits.push(performance.now() - pressedAt);
    pressedAt = undefined;
  });
}

async function fill(folder: string): Promise<void> {
  for (let index = 0; index < FOLDERS; index++) {
    const place = path.join(folder, `package${index % 20}`, `module${index}`);
    await mkdir(place, { recursive: true });
    const files = Array.from({ length: FILES_PER_FOLDER }, (_, file) =>
      writeFile(path.join(place, `file${file}.ts`), `export const v${file} = ${index};\n`),
    );
    await Promise.all(files);
  }
}
