import { readdir, readFile } from 'node:fs/promises';
import { type Lab, MARK_VARIABLE } from './lab.ts';

/** Linux counts a process's time in hundredths of a second, on every architecture that VS Code runs on. */
const MS_PER_TICK = 10;

/** The process that runs the extensions of the lab's newest window. */
export interface ExtensionHost {
  pid: number;
  /** Milliseconds of processor time that it has used so far, all threads together. */
  cpuMs(): Promise<number>;
}

/** Throws where there is no /proc. */
export async function findExtensionHost(lab: Lab): Promise<ExtensionHost> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found: { pid: number; startedAt: number }[] = [];
  for (const pid of pids) {
    const command = await readProc(pid, 'cmdline');
    if (!command.includes('--type=extensionHost')) continue;
    if (!(await readProc(pid, 'environ')).includes(`${MARK_VARIABLE}=${lab.mark}`)) continue;
    found.push({ pid, startedAt: Number((await readStat(pid))[19]) });
  }
  const newest = found.sort((a, b) => b.startedAt - a.startedAt)[0];
  if (!newest) throw new Error('No extension host is running.');
  const { pid } = newest;
  return {
    pid,
    async cpuMs() {
      const stat = await readStat(pid);
      return (Number(stat[11]) + Number(stat[12])) * MS_PER_TICK;
    },
  };
}

/** The fields of /proc/<pid>/stat from the third on: the second, the name, may hold spaces. */
async function readStat(pid: number): Promise<string[]> {
  const stat = await readProc(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Empty for a process that has ended. */
async function readProc(pid: number, file: string): Promise<string> {
  return await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}
