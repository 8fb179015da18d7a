import { readFile } from 'node:fs/promises';
import { openWindow } from '../host/openWindow.ts';
import { openChat } from '../host/workbench.ts';
import { findExtensionHost } from './extensionHost.ts';
import type { Figure } from './figure.ts';
import { inspect } from './inspector.ts';
import type { Lab } from './lab.ts';
import { warmUp } from './latency.ts';
import { StepScript } from './stepScript.ts';
import { sendPrompt, turnEnded } from './turn.ts';

const MAX_STEPS_MB = 20;
const BYTES_PER_MB = 1024 * 1024;
const KB_PER_MB = 1024;

/**
 * What a turn of 100 steps adds to the memory of the extension host, that of all other extensions included: of the process as it
 * is, and after a collection, which is what is held and not merely left for the next collection.
 */
export async function measureMemory(lab: Lab): Promise<Figure[]> {
  await using window = await openWindow(lab);
  const { page } = window;
  await openChat(page);
  await warmUp(lab, page);
  const { pid } = await findExtensionHost(lab);
  await using inspector = await inspect(pid);
  const collected = async () => {
    // What finalizers give up, the second one frees.
    for (let time = 0; time < 2; time += 1) await inspector.send('HeapProfiler.collectGarbage');
    const { usedSize } = await inspector.send('Runtime.getHeapUsage');
    return { heap: Number(usedSize) / BYTES_PER_MB, process: await residentMB(pid) };
  };
  const before = await collected();
  const script = new StepScript('values.ts');
  lab.answerWith(script.scenario);
  await sendPrompt(page, 'Read the file again and again');
  await script.finished;
  await turnEnded(page);
  const uncollected = await residentMB(pid);
  const after = await collected();
  return [
    { figure: 'memory.firstPrompt', value: before.process, unit: 'MB' },
    { figure: 'memory.steps.heap', value: after.heap - before.heap, unit: 'MB', target: MAX_STEPS_MB },
    { figure: 'memory.steps.process', value: after.process - before.process, unit: 'MB', target: MAX_STEPS_MB },
    { figure: 'memory.steps.uncollected', value: uncollected - before.process, unit: 'MB' },
  ];
}

async function residentMB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / KB_PER_MB;
}
