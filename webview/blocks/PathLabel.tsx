import type { VNode } from 'preact';
import { visible } from '../../src/shared/showInvisible.ts';

/** A path whose folders give way before its file name does. */
export function PathLabel({ path }: { path: string }): VNode {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return (
    <span class="subject path" title={visible(path)}>
      {cut > 0 ? <span class="folder">{visible(path.slice(0, cut))}</span> : null}
      <span class="file">{visible(path.slice(cut))}</span>
    </span>
  );
}
