/** Longer ones are nobody's pattern, and no system has longer paths. */
export const MAX_GLOB = 1000;
const MAX_PATH = 4096;

type Step = { type: 'text'; text: string } | { type: 'one' | 'many' | 'deep' | 'folders' | 'inFolders' };

/**
 * Whether a path is what a glob names, or in it: `**` spans folders, `*` and `?` stay in one. Undefined where they are too long for
 * that to be known. Goes through the path once, and along all ways that the glob has at the same time.
 */
export function globFits(glob: string, path: string): boolean | undefined {
  if (glob.length > MAX_GLOB || path.length > MAX_PATH) return undefined;
  const steps = readGlob(glob);
  let reached = new Uint8Array(steps.length + 1);
  reached[0] = 1;
  for (const char of `${path}/`) {
    passEmpty(steps, reached);
    // The whole path, or a folder on it.
    if (char === '/' && reached[steps.length]) return true;
    reached = follow(steps, reached, char);
  }
  return false;
}

function readGlob(glob: string): Step[] {
  const plain = glob.replaceAll('\\', '/');
  let end = plain.length;
  while (plain[end - 1] === '/') end -= 1;
  return [...plain.slice(0, end).matchAll(/\*\*\/|\*\*|[\s\S]/gu)].flatMap(([text]): Step[] => {
    if (text === '**/') return [{ type: 'folders' }, { type: 'inFolders' }];
    if (text === '**') return [{ type: 'deep' }];
    if (text === '*') return [{ type: 'many' }];
    return [text === '?' ? { type: 'one' } : { type: 'text', text }];
  });
}

/** What may stand for nothing is passed. */
function passEmpty(steps: readonly Step[], reached: Uint8Array): void {
  for (const [at, { type }] of steps.entries()) {
    if (!reached[at]) continue;
    if (type === 'many' || type === 'deep') reached[at + 1] = 1;
    if (type === 'folders') reached[at + 2] = 1;
  }
}

function follow(steps: readonly Step[], reached: Uint8Array, char: string): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(steps.length + 1);
  const slash = char === '/';
  for (const [at, step] of steps.entries()) {
    if (!reached[at]) continue;
    switch (step.type) {
      case 'text':
        if (step.text === char) next[at + 1] = 1;
        break;
      case 'one':
        if (!slash) next[at + 1] = 1;
        break;
      case 'many':
        if (!slash) next[at] = 1;
        break;
      case 'deep':
        next[at] = 1;
        break;
      case 'folders':
        next[at + 1] = 1;
        if (slash) next[at + 2] = 1;
        break;
      case 'inFolders':
        next[at] = 1;
        if (slash) next[at + 1] = 1;
        break;
    }
  }
  return next;
}
