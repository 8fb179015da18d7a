import type { ForeignSource } from '../src/transcript.ts';
import { visible } from '../src/visible.ts';

/** Where a tool comes from, as the person knows it. */
export function sourceName(source: ForeignSource): string {
  return visible(source.type === 'server' ? source.server : source.label);
}
