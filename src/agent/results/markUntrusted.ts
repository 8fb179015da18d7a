import { randomBytes } from 'node:crypto';

/** Whose words they are, as the marks around them say. */
export type DataKind = 'page' | 'output' | 'tool' | 'code' | 'helper' | 'files' | 'matches' | 'problems';

/** Marks where words begin and end that strangers may have written, by a name that they cannot know, so that they cannot seem to end before. */
export function markUntrusted(kind: DataKind, text: string): string {
  const name = `${kind}-${randomBytes(4).toString('hex')}`;
  return `<${name}>\n${text}\n</${name}>`;
}
