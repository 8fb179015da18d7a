import type { ActionRequest } from './tool.ts';

/** `ask`: the person decides everything. `autoEdits` and `auto`: edits inside the workspace go through. `plan`: reads only. */
export type Approvals = 'ask' | 'autoEdits' | 'auto' | 'plan';

export type Verdict = 'allow' | 'ask' | 'deny';

/** Folders whose files can run code or grant rights when a tool opens them, so they are never edited unasked. */
const PROTECTED_SEGMENTS = new Set(['.git', '.vscode']);

/** The one gate that every action of the model passes. Commands and paths outside the workspace are never allowed unasked. */
export function judge(request: ActionRequest, approvals: Approvals): Verdict {
  switch (request.type) {
    case 'read':
    case 'fetch':
      return 'ask';
    case 'command':
      return approvals === 'plan' ? 'deny' : 'ask';
    case 'edit':
      if (approvals === 'plan') return 'deny';
      if (approvals === 'ask' || !request.inside || isProtected(request.absolutePath)) return 'ask';
      return request.to && isProtected(request.to.absolutePath) ? 'ask' : 'allow';
  }
}

function isProtected(path: string): boolean {
  return path.split(/[\\/]/).some((segment) => PROTECTED_SEGMENTS.has(segment.toLowerCase()));
}
