import type { VNode } from 'preact';
import { showInvisible } from '../../src/shared/showInvisible.ts';

/** A path whose folders give way before its file name does. */
export function PathLabel({ path }: { path: string }): VNode {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return (
    <span class="subject path" title={showInvisible(path)}>
      {cut > 0 ? <span class="folder">{showInvisible(path.slice(0, cut))}</span> : null}
      <span class="file">{showInvisible(path.slice(cut))}</span>
    </span>
  );
}
