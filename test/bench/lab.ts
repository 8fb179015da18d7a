import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../host/openWindow.ts';
import { type Server, startServer } from '../host/startServer.ts';
import type { Scenario } from '../simulator/scenario.ts';
import { type Simulator, startSimulator } from '../simulator/startSimulator.ts';
import { STEP_FILE } from './stepScript.ts';

/** A real VS Code with the packaged extension, a folder, and a simulator in place of Kimi. */
export interface Lab extends AsyncDisposable {
  server: Server;
  browser: Browser;
  folder: string;
  simulator: Simulator;
  /** The value of MARK_VARIABLE in the environment of every process of this server, and of no other. */
  mark: string;
  /** Answers all later requests by this scenario, beginning with its first reply. */
  answerWith(scenario: Scenario): void;
}

export const MODEL = 'kimi-k2.7-code';
export const MARK_VARIABLE = 'ASK_KIMI_BENCH';

export async function openLab(vsix: string): Promise<Lab> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'ask-kimi-bench-'));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'values.ts'), STEP_FILE);

  const { simulator, answerWith } = await startAnswering();
  opening.use(simulator);
  const mark = randomUUID();
  const server = await startServer({
    extensions: [vsix],
    env: { [MARK_VARIABLE]: mark },
    machineSettings: {
      'askKimi.endpoint': 'custom',
      'askKimi.baseUrl': simulator.url,
      'askKimi.model': MODEL,
      'askKimi.approvals': 'auto',
    },
  });
  opening.use(server);
  const browser = await launchBrowser();
  opening.defer(() => browser.close());
  const parts = opening.move();
  const close = () => parts.disposeAsync();
  return { server, browser, folder, mark, simulator, answerWith, [Symbol.asyncDispose]: close };
}

async function startAnswering(): Promise<Pick<Lab, 'simulator' | 'answerWith'>> {
  let scenario: Scenario = [];
  let first = 0;
  const simulator = await startSimulator({
    // Room for the longest session that is measured.
    contextWindow: 1_048_576,
    scenario: async (request, index) => {
      const reply = Array.isArray(scenario) ? scenario[index - first] : scenario;
      if (reply === undefined) throw new Error(`no reply ${index - first} was scripted`);
      return typeof reply === 'function' ? await reply(request, index - first) : reply;
    },
  });
  return {
    simulator,
    answerWith(next) {
      scenario = next;
      first = simulator.requests.filter((request) => request.body).length;
    },
  };
}
