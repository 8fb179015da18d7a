import type { VNode } from 'preact';

/** A path whose folders give way before its file name does. */
export function PathLabel({ path }: { path: string }): VNode {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return (
    <span class="subject path" title={path}>
      {cut > 0 ? <span class="folder">{path.slice(0, cut)}</span> : null}
      <span class="file">{path.slice(cut)}</span>
    </span>
  );
}
