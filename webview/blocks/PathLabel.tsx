import type { VNode } from 'preact';
import { visible } from '../visible.ts';

/** A path whose folders give way before its file name does. */
export function PathLabel({ path: written }: { path: string }): VNode {
  const path = visible(written);
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return (
    <span class="subject path" title={path}>
      {cut > 0 ? <span class="folder">{path.slice(0, cut)}</span> : null}
      <span class="file">{path.slice(cut)}</span>
    </span>
  );
}
