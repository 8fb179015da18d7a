import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CommandRecorder } from '../../src/session/checkpoints/commandRecorder.ts';
import { WindowWrites } from '../../src/session/checkpoints/windowWrites.ts';
import { keepBlob } from '../../src/session/log/sessionLog.ts';
import { Git } from '../../src/util/system/git.ts';
import { FolderWorkspace } from '../unit/support/folderWorkspace.ts';
import { commitAll } from '../unit/support/gitFolder.ts';
import type { Figure } from './figure.ts';
import { median } from './percentile.ts';

const FILES = 100_000;
const FOLDERS = 1000;
const RUNS = 7;
const MAX_UNCHANGED_MS = 200;

/** What recording costs in a workspace of many files: of a command that changes nothing, and of one that changes one of them. */
export async function measureCheckpoints(): Promise<Figure[]> {
  const root = await mkdtemp(path.join(tmpdir(), 'ask-kimi-bench-'));
  try {
    const folder = path.join(root, 'project');
    await writeFiles(folder);
    const plain = await measure(folder, path.join(root, 'plain'));
    commitAll(folder);
    const tracked = await measure(folder, path.join(root, 'tracked'));
    return [...figures(`git${FILES}`, tracked), ...figures(`noGit${FILES}`, plain)];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

interface Times {
  first: number;
  unchanged: number[];
  oneChanged: number[];
}

/** In milliseconds. */
async function measure(folder: string, storage: string): Promise<Times> {
  const recorder = new CommandRecorder({
    git: new Git(() => true),
    writes: new WindowWrites(),
    workspace: new FolderWorkspace(folder),
    emit: () => {},
    keep: (bytes) => keepBlob(storage, bytes, false),
    onProblem: (error) => {
      throw error;
    },
  });
  const timed = async (work: () => Promise<void>) => {
    const began = performance.now();
    await recorder.record('1.0', work);
    return performance.now() - began;
  };
  const times: Times = { first: await timed(async () => {}), unchanged: [], oneChanged: [] };
  for (let run = 0; run < RUNS; run++) {
    times.unchanged.push(await timed(async () => {}));
    times.oneChanged.push(await timed(() => writeFile(path.join(folder, '0', '0.txt'), `run ${run}\n`)));
  }
  return times;
}

function figures(name: string, { first, unchanged, oneChanged }: Times): Figure[] {
  const figure = `checkpoints.${name}`;
  const unit = 'ms';
  return [
    { figure: `${figure}.unchanged`, value: median(unchanged), unit, target: MAX_UNCHANGED_MS, samples: RUNS },
    { figure: `${figure}.oneChanged`, value: median(oneChanged), unit, samples: RUNS },
    { figure: `${figure}.first`, value: first, unit },
  ];
}

async function writeFiles(folder: string): Promise<void> {
  for (let index = 0; index < FOLDERS; index++) {
    const inner = path.join(folder, String(index));
    await mkdir(inner, { recursive: true });
    const names = Array.from({ length: FILES / FOLDERS }, (_, file) => path.join(inner, `${file}.txt`));
    await Promise.all(names.map((name) => writeFile(name, `${name}\n`.repeat(20))));
  }
}
