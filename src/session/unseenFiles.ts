import path from 'node:path';
import type { AgentEvent, BlobRef, CallKey, FileImage } from '../agent/events.ts';
import type { Inspection } from '../agent/gate/look.ts';
import { isCommandFile, isShellScript, nameOf, standsFor } from '../agent/gate/unseen.ts';
import type { History } from '../agent/history.ts';

/** What a file was before it was first written unseen. */
type Before = FileImage | undefined;

/** What was written in the session without the person having seen it: a fold of its events. See gate/unseen.ts for what it is for. */
export class UnseenFiles {
  /** By absolute path. */
  private readonly files = new Map<string, { before: Before; by?: CallKey; seen?: true }>();
  private readonly edits = new Map<string, { path: string; from?: string; before: BlobRef | null; deletes: boolean }>();
  private readonly commands = new Map<string, { command: string; call: CallKey }>();
  private readonly editing = new Set<CallKey>();
  private readonly history: History;
  private readonly inspect: (command: string) => Inspection;

  constructor(history: History, inspect: (command: string) => Inspection) {
    this.history = history;
    this.inspect = inspect;
  }

  /** The files, with what they were before; undefined where that is not known. */
  get all(): { path: string; before: Before }[] {
    return [...this.files].flatMap(([file, { before, seen }]) => (seen ? [] : [{ path: file, before }]));
  }

  apply(event: AgentEvent): void {
    switch (event.type) {
      case 'tool.started':
        return this.start(event.call);
      case 'action.requested':
        return this.request(event);
      case 'action.decided':
        return this.decide(event);
      case 'files.changed':
        return this.change(event);
      case 'session.imported':
        if (event.copied) return;
        for (const known of [this.files, this.edits, this.commands, this.editing]) known.clear();
        return;
    }
  }

  /** A command names files that it writes; what runs without a question has been seen by nobody. */
  private start(call: CallKey): void {
    const command = commandOf(this.history.open.get(call)?.arguments);
    if (command === undefined) return;
    for (const file of this.inspect(command).written) {
      const name = path.normalize(file);
      const known = this.files.get(name);
      if (!known || known.seen) this.files.set(name, { before: known?.before ?? null, by: call });
    }
  }

  private request({ call, action }: Extract<AgentEvent, { type: 'action.requested' }>): void {
    if (action.type === 'command') this.commands.set(action.id, { command: action.command, call });
    if (action.type !== 'edit') return;
    const { absolutePath, to, before, after } = action;
    this.editing.add(call);
    this.edits.set(action.id, {
      path: to?.absolutePath ?? absolutePath,
      ...(to ? { from: absolutePath } : {}),
      before,
      deletes: after === null,
    });
  }

  private decide({ id, decision, by }: Extract<AgentEvent, { type: 'action.decided' }>): void {
    const accepted = decision.type === 'accepted' || decision.type === 'acceptedWithChanges';
    const edit = this.edits.get(id);
    if (edit && accepted) this.wrote(edit, by === 'person');
    const asked = this.commands.get(id);
    if (asked && accepted && by === 'person') this.see(asked.command);
    if (asked && !accepted) for (const [file, { by }] of this.files) if (by === asked.call) this.files.delete(file);
  }

  private wrote(
    { path: file, from, before, deletes }: { path: string; from?: string; before: BlobRef | null; deletes: boolean },
    seen: boolean,
  ): void {
    const moved = from === undefined ? undefined : this.files.get(from);
    if (from !== undefined) this.files.delete(from);
    if (deletes) this.files.delete(file);
    else if (seen) this.markSeen(file);
    else if (from === undefined) this.files.set(file, { before: (this.files.get(file) ?? { before }).before });
    else if (moved) this.files.set(file, moved);
  }

  /** A program that the session made stays a new one, for when it is written again. */
  private markSeen(file: string): void {
    if (this.files.get(file)?.before === null && !isCommandFile(file))
      this.files.set(file, { before: null, seen: true });
    else this.files.delete(file);
  }

  /** The person let a command run: with it, what it names as its program, and what it takes its command lines from. */
  private see(command: string): void {
    const { mentions, written, definitions } = this.inspect(command);
    const runs = mentions.filter(({ access }) => access === 'run').map((mention) => path.normalize(mention.path));
    const wrote = written.map((file) => path.normalize(file));
    for (const file of this.files.keys()) {
      const defines = isCommandFile(file) && definitions.length > 0;
      if (defines || wrote.includes(file) || runs.some((run) => standsFor(run, file))) this.markSeen(file);
    }
  }

  /** Of what commands changed only what holds command lines counts: the rest is what builds and generators make. */
  private change({ call, files }: Extract<AgentEvent, { type: 'files.changed' }>): void {
    if (call === undefined || this.editing.has(call)) return;
    for (const { absolutePath, before, after } of files) {
      const known = this.files.get(absolutePath);
      if (after === null || (known && !known.seen)) continue;
      if (isCommandFile(absolutePath) || (isShellScript(absolutePath) && /\./.test(nameOf(absolutePath))))
        this.files.set(absolutePath, { before });
    }
  }
}

function commandOf(json: string | undefined): string | undefined {
  try {
    const args: unknown = JSON.parse(json ?? '');
    const command: unknown = typeof args === 'object' && args !== null ? Reflect.get(args, 'command') : undefined;
    return typeof command === 'string' ? command : undefined;
  } catch {
    return undefined;
  }
}
