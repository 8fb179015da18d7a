/** Milliseconds between attempts: a virus scanner, or too many open files, is gone within a second. */
const PAUSES_MS = [10, 20, 40, 80, 160, 320];

const PASSING = ['EBUSY', 'EMFILE', 'ENFILE', 'EAGAIN'];

/** On Windows, a file that another program has open says the same as one that may not be touched. */
const PASSING_ON_WINDOWS = ['EPERM', 'EACCES'];

/** Does something with files, again where what failed may pass. Rejects with the last error. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await work();
    } catch (error) {
      if (!passes(codeOf(error))) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return await work();
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function passes(code: string): boolean {
  return PASSING.includes(code) || (process.platform === 'win32' && PASSING_ON_WINDOWS.includes(code));
}
