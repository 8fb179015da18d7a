import { visible } from '../../src/shared/showInvisible.ts';
import type { ForeignSource } from '../../src/shared/transcript/reduce.ts';

/** Where a tool comes from, as the person knows it. */
export function sourceName(source: ForeignSource): string {
  return visible(source.type === 'server' ? source.server : source.label);
}
