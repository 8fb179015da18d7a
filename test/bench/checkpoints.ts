import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CommandRecorder } from '../../src/session/checkpoints/commandRecorder.ts';
import { Git } from '../../src/session/checkpoints/git.ts';
import { WindowWrites } from '../../src/session/checkpoints/windowWrites.ts';
import { keepBlob } from '../../src/session/sessionLog.ts';
import { FolderWorkspace } from '../unit/support/folderWorkspace.ts';
import { commitAll } from '../unit/support/gitFolder.ts';
import type { Figure } from './figure.ts';
import { median } from './percentile.ts';

const FILES = 20_000;
const FOLDERS = 200;
const RUNS = 7;

/** What recording a command's changes costs in a workspace of many files, of which the command changes one. */
export async function measureCheckpoints(): Promise<Figure[]> {
  const root = await mkdtemp(path.join(tmpdir(), 'ask-kimi-bench-'));
  try {
    const folder = path.join(root, 'project');
    await writeFiles(folder);
    const plain = await measure(folder, path.join(root, 'plain'));
    commitAll(folder);
    const tracked = await measure(folder, path.join(root, 'tracked'));
    return [
      ...figures(`git${FILES}`, tracked),
      ...figures(`noGit${FILES}`, plain),
      { figure: `checkpoints.noGit${FILES}.first`, value: plain[0] ?? 0, unit: 'ms' },
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Milliseconds that each run took. */
async function measure(folder: string, storage: string): Promise<number[]> {
  const recorder = new CommandRecorder({
    git: new Git(() => true),
    writes: new WindowWrites(),
    workspace: new FolderWorkspace(folder),
    emit: () => {},
    keep: (bytes) => keepBlob(storage, bytes),
    onProblem: (error) => {
      throw error;
    },
  });
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const began = performance.now();
    await recorder.record('1.0', () => writeFile(path.join(folder, '0', '0.txt'), `run ${run}\n`));
    times.push(performance.now() - began);
  }
  return times;
}

function figures(name: string, times: number[]): Figure[] {
  const later = times.slice(1);
  return [{ figure: `checkpoints.${name}`, value: median(later), unit: 'ms', samples: later.length }];
}

async function writeFiles(folder: string): Promise<void> {
  for (let index = 0; index < FOLDERS; index++) {
    const inner = path.join(folder, String(index));
    await mkdir(inner, { recursive: true });
    const names = Array.from({ length: FILES / FOLDERS }, (_, file) => path.join(inner, `${file}.txt`));
    await Promise.all(names.map((name) => writeFile(name, `${name}\n`.repeat(20))));
  }
}
