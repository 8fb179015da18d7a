import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The command that runs `script` and then the command behind it where mounts are its own and end with it; `$0` in the script is
 * `folder`. Undefined where this system does not allow that.
 */
export async function inNamespace(script: string, folder: string): Promise<string[] | undefined> {
  for (const unshare of [
    ['unshare', '--user', '--map-root-user', '--mount'],
    ['unshare', '--mount'],
  ]) {
    const wrapper = [...unshare, 'sh', '-c', `${script} && exec "$@"`, folder];
    const [program = '', ...args] = wrapper;
    const works = await run(program, [...args, 'true']).then(
      () => true,
      () => false,
    );
    if (works) return wrapper;
  }
  return undefined;
}
