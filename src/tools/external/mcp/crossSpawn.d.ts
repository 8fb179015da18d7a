/** It has no types of its own; it is called as Node's own `spawn` is. */
declare module 'cross-spawn' {
  import type { ChildProcess, SpawnOptions } from 'node:child_process';
  export default function crossSpawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess;
}
