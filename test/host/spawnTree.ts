import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface ProcessTree {
  /** Both streams together, as they come. */
  onOutput(listener: (text: string) => void): void;
  /** Resolves with the exit code when the command itself has ended; never rejects. */
  exited: Promise<number>;
  /** Ends the command and all it started (politely, then by force), and resolves when it is gone. */
  end(): Promise<void>;
}

/** Starts a command whose whole process tree ends with this process, however this process ends. */
export function spawnTree(command: string, args: readonly string[], env: NodeJS.ProcessEnv): ProcessTree {
  const keeper = path.join(import.meta.dirname, 'keepTree.ts');
  const child: ChildProcess = spawn(process.execPath, [keeper, command, ...args], { env, stdio: 'pipe' });
  const exited = once(child, 'exit').then(
    ([code]) => Number(code ?? 1),
    () => 127,
  );
  child.stdout?.setEncoding('utf8');
  child.stderr?.setEncoding('utf8');
  return {
    exited,
    onOutput(listener) {
      child.stdout?.on('data', listener);
      child.stderr?.on('data', listener);
    },
    async end() {
      child.stdin?.end();
      await exited;
    },
  };
}
