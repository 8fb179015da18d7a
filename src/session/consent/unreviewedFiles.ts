import path from 'node:path';
import type { AgentEvent, BlobRef, CallKey, CommandFiles, FileImage } from '../../agent/events/events.ts';
import type { History, OpenCall } from '../../agent/history/history.ts';
import type { Inspection } from '../../gate/commandFindings.ts';
import { isCommandFile, isShellScript, nameOf, standsFor } from '../../gate/unreviewedFiles.ts';

/** What a file was before it was first written unseen. */
type Before = FileImage | undefined;

type Followed = Extract<
  AgentEvent,
  { type: 'command.read' | 'tool.finished' | 'action.requested' | 'action.decided' | 'files.changed' }
>;

/**
 * What was written in the session without the user having seen it: a fold of its events. See gate/unseen.ts for what it is for.
 * Events are taken in when the files are asked for: an imported session has no such files, and nobody reads its commands.
 */
export class UnreviewedFiles {
  /** By absolute path. */
  private readonly files = new Map<string, { before: Before; by?: CallKey; seen?: true }>();
  private readonly edits = new Map<string, { path: string; from?: string; before: BlobRef | null; deletes: boolean }>();
  private readonly commands = new Map<string, { command: string; call: CallKey }>();
  private readonly editing = new Set<CallKey>();
  /** What running commands name. */
  private readonly named = new Map<CallKey, CommandFiles>();
  /** Commands of running calls that the log does not say this of. */
  private readonly unread = new Map<CallKey, string>();
  private backlog: (() => void)[] = [];
  private readonly history: History;
  private readonly read: (command: string) => CommandFiles;

  /** `read` is for commands of older logs: of others, what was found when they were judged is in the log. */
  constructor(history: History, read: (command: string) => CommandFiles) {
    this.history = history;
    this.read = read;
  }

  /** The files, with what they were before; undefined where that is not known. */
  get all(): { path: string; before: Before }[] {
    for (const takeIn of this.backlog) takeIn();
    this.backlog = [];
    return [...this.files].flatMap(([file, { before, seen }]) => (seen ? [] : [{ path: file, before }]));
  }

  apply(event: AgentEvent): void {
    switch (event.type) {
      case 'tool.started': {
        const command = commandOf(this.history.open.get(event.call));
        if (command !== undefined) this.backlog.push(() => this.unread.set(event.call, command));
        return;
      }
      case 'command.read':
      case 'tool.finished':
      case 'action.requested':
      case 'action.decided':
      case 'files.changed':
        this.backlog.push(() => this.takeIn(event));
        return;
      case 'session.imported':
        if (event.copied) return;
        this.backlog = [];
        for (const known of [this.files, this.edits, this.commands, this.editing, this.named, this.unread])
          known.clear();
        return;
      default:
        return;
    }
  }

  private takeIn(event: Followed): void {
    switch (event.type) {
      case 'command.read':
        return this.start(event.call, event.files);
      case 'tool.finished':
        return this.finish(event.call);
      case 'action.requested':
        return this.request(event);
      case 'action.decided':
        return this.decide(event);
      case 'files.changed':
        return this.change(event);
      default:
        event satisfies never;
    }
  }

  /** A command names files that it writes; what runs without a question has been seen by nobody. */
  private start(call: CallKey, named: CommandFiles): void {
    this.unread.delete(call);
    this.named.set(call, named);
    for (const file of named.writes) {
      const known = this.files.get(file);
      if (!known || known.seen) this.files.set(file, { before: known?.before ?? null, by: call });
    }
  }

  private finish(call: CallKey): void {
    const command = this.unread.get(call);
    if (command !== undefined) this.start(call, this.read(command));
    this.named.delete(call);
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
    if (!asked) return;
    const { command, call } = asked;
    if (accepted && by === 'person') this.see(this.named.get(call) ?? this.read(command));
    if (accepted) return;
    this.unread.delete(call);
    for (const [file, { by }] of this.files) if (by === call) this.files.delete(file);
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

  /** The user let a command run: with it, what it names as its program, and what it takes its command lines from. */
  private see({ runs, writes, defined }: CommandFiles): void {
    for (const file of this.files.keys()) {
      const defines = isCommandFile(file) && defined === true;
      if (defines || writes.includes(file) || runs.some((run) => standsFor(run, file))) this.markSeen(file);
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

/** The part of a command's inspection that the log keeps. */
export function commandFiles({ mentions, written, definitions }: Inspection): CommandFiles {
  return {
    writes: written.map((file) => path.normalize(file)),
    runs: mentions.filter(({ access }) => access === 'run').map((mention) => path.normalize(mention.path)),
    ...(definitions.length > 0 ? { defined: true } : {}),
  };
}

/** Of a call that runs one: other tools that come down to a command are in newer logs only, which say what it names. */
function commandOf(call: OpenCall | undefined): string | undefined {
  if (call?.name !== 'run_command') return undefined;
  try {
    const args: unknown = JSON.parse(call.arguments);
    const command: unknown = typeof args === 'object' && args !== null ? Reflect.get(args, 'command') : undefined;
    return typeof command === 'string' ? command : undefined;
  } catch {
    return undefined;
  }
}
