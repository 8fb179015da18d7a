import type { AgentEvent, NetChange } from '../../agent/events/events.ts';
import type { Block, ChangedFile } from './blocks.ts';
import type { Transcript } from './transcript.ts';

/** Stands at the end of its turn; a turn that goes on takes it along. */
export function showChanges(
  next: Transcript,
  { turn, files, more }: Extract<AgentEvent, { type: 'turn.changed' }>,
): void {
  const { blocks } = next;
  const at = blocks.findIndex((block) => block.type === 'changes' && block.turn === turn);
  const old = blocks[at];
  const undone = new Set(
    old?.type === 'changes' ? old.files.filter((file) => file.undone).map(({ path }) => path) : [],
  );
  const shown = files.map((file) => changedFile(file, undone));
  if (old) blocks.splice(at, 1);
  if (shown.length === 0) return;
  const place = old && turn !== next.turns ? at : blocks.length;
  const others = more === undefined ? {} : { more };
  blocks.splice(place, 0, { type: 'changes', id: `changes-${turn}`, turn, files: shown, ...others });
}

function changedFile({ path, before, after, added, removed }: NetChange, undone: ReadonlySet<string>): ChangedFile {
  const change = before === null ? 'created' : after === null ? 'deleted' : 'edited';
  const unkept = [before, after].find((image) => typeof image === 'object' && image !== null);
  return { path, change, added, removed, undone: undone.has(path), ...(unkept ? { unkept: unkept.unkept } : {}) };
}

export function rewind(next: Transcript, event: Extract<AgentEvent, { type: 'session.rewound' }>): void {
  const { blocks, activity, stepStart, stepVoid, lastUsage, contextTokens } = next;
  const { turn, conversation, files } = event;
  const first = indexOfTurn(blocks, turn);
  const was = { blocks: blocks.slice(first), activity, stepStart, stepVoid, lastUsage, contextTokens };
  next.rewindings = [...next.rewindings, { turn, conversation, files: files.length, was }];
  if (!conversation) {
    const paths = new Set(files.map(({ path }) => path));
    blocks.splice(first, blocks.length, ...was.blocks.map((block) => withUndone(block, paths)));
    return;
  }
  blocks.length = first;
  Object.assign(next, { activity: { type: 'idle' }, stepStart: first, stepVoid: false });
  next.lastUsage = undefined;
  next.contextTokens = undefined;
}

export function redo(next: Transcript): void {
  const undone = next.rewindings.at(-1);
  if (!undone) return;
  next.rewindings = next.rewindings.slice(0, -1);
  const { blocks, ...rest } = undone.was;
  const first = undone.conversation ? next.blocks.length : indexOfTurn(next.blocks, undone.turn);
  next.blocks.splice(first, next.blocks.length, ...blocks);
  Object.assign(next, rest);
}

function indexOfTurn(blocks: readonly Block[], turn: number): number {
  const index = blocks.findIndex((block) => block.type === 'user' && block.turn === turn);
  return index === -1 ? blocks.length : index;
}

/** The block as it reads once these files were brought back. */
function withUndone(block: Block, paths: ReadonlySet<string>): Block {
  if (block.type === 'changes') {
    return { ...block, files: block.files.map((file) => (paths.has(file.path) ? { ...file, undone: true } : file)) };
  }
  const applied = block.type === 'edit' && (block.state === 'accepted' || block.state === 'changed');
  return applied && paths.has(block.path ?? '') ? { ...block, state: 'undone' } : block;
}
