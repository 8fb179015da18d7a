import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ReplyFunction } from '../../simulator/scenario.ts';
import { type Simulator, startSimulator } from '../../simulator/startSimulator.ts';
import { labFiles } from './randomReplies.ts';

/** A project, a place for sessions and a model, which outlive the windows that use them. */
export interface Place extends AsyncDisposable {
  root: string;
  folder: string;
  storage: string;
  simulator: Simulator;
  /** Answers from now on. */
  answer(reply: ReplyFunction): void;
}

export async function makePlace(first: ReplyFunction): Promise<Place> {
  const root = await mkdtemp(path.join(tmpdir(), 'ask-kimi-lab-'));
  const folder = path.join(root, 'project');
  const storage = path.join(root, 'sessions');
  await mkdir(storage, { recursive: true });
  for (const [file, text] of Object.entries(labFiles())) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  let reply = first;
  const simulator = await startSimulator({ scenario: (request, index) => reply(request, index) });
  return {
    root,
    folder,
    storage,
    simulator,
    answer: (next) => {
      reply = next;
    },
    async [Symbol.asyncDispose]() {
      await simulator.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
