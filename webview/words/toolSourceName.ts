import { showInvisible } from '../../src/shared/showInvisible.ts';
import type { ForeignSource } from '../../src/shared/transcript/reduce.ts';

/** Where a tool comes from, as the user knows it. */
export function toolSourceName(source: ForeignSource): string {
  return showInvisible(source.type === 'server' ? source.server : source.label);
}
