import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import type { ActionRequest } from '../../agent/contracts/tool.ts';
import type { ResolvedPath, Workspace } from '../../agent/contracts/workspace.ts';
import type { AgentEvent, Attachment, BlobRef, CallKey, CommandFiles, FileImage } from '../../agent/events/events.ts';
import type { History } from '../../agent/history/history.ts';
import type { CommandPlace, Inspection, Mention } from '../../gate/commandFindings.ts';
import { inspectCommand } from '../../gate/inspectCommand.ts';
import { inspectInput } from '../../gate/inspectInput.ts';
import { type Approvals, type GateAction, type Judgement, judge, type Place } from '../../gate/judge.ts';
import { namesRemoteSchema } from '../../gate/namesRemoteSchema.ts';
import { onlyReads } from '../../gate/onlyReads.ts';
import type { Rule } from '../../gate/rules.ts';
import type { Shell } from '../../gate/shell/syntax.ts';
import { commandLines, isCommandFile, type UnseenFile } from '../../gate/unreviewedFiles.ts';
import { expandGlob } from './expandGlob.ts';
import { commandFiles, UnreviewedFiles } from './unreviewedFiles.ts';

/** What the user allows, asked for at every action. Nothing of it may come from a workspace. */
export interface Permissions {
  approvals(): Approvals;
  /** The user trusts the workspace. */
  trusted(): boolean;
  rules(): readonly Rule[];
  /** Adds to the user's own rules. */
  keepRule(rule: Rule): Promise<void>;
  /** How the shell reads that runs commands. */
  shell: Shell;
}

export interface GatekeeperParts {
  permissions: Permissions;
  workspace: Workspace;
  history: History;
  /** Bytes that the session kept. */
  read(ref: BlobRef): Promise<Uint8Array>;
  /** Where what the session's commands print is kept, which it may read. */
  outputs: string;
}

/** Finds out where an action leads, and puts it to the gate. A fold of the session's events for what the session itself knows. */
export class PermissionCheck {
  private readonly parts: GatekeeperParts;
  private readonly rules: Rule[] = [];
  private readonly unseen: UnreviewedFiles;
  /** Running calls that read from the web. */
  private readonly fetching = new Set<CallKey>();
  /** What strangers wrote is in the conversation, for good: it can speak again in any later turn. */
  private readWeb = false;
  /** Calls of tools that come from elsewhere, which may bring what strangers wrote. */
  private readonly calling = new Set<CallKey>();
  /** One of them brought something: it stays in the conversation as a page does. */
  private readForeign = false;

  constructor(parts: GatekeeperParts) {
    this.parts = parts;
    this.unseen = new UnreviewedFiles(parts.history, (command) => this.filesOf(command));
  }

  apply(event: AgentEvent): void {
    if (event.type === 'rule.added') this.rules.push(event.rule);
    if (event.type === 'turn.started') this.calling.clear();
    if (event.type === 'turn.started' || event.type === 'prompt.steered')
      this.readWeb ||= event.prompt.attachments.some(isPage);
    if (event.type === 'action.requested' && event.action.type === 'tool') this.calling.add(event.call);
    if (event.type === 'tool.started' && this.parts.history.open.get(event.call)?.name === 'fetch_url')
      this.fetching.add(event.call);
    if (event.type === 'tool.finished' && this.fetching.delete(event.call)) this.readWeb = true;
    if (event.type === 'tool.finished' && (this.calling.delete(event.call) || event.display.type === 'foreign'))
      this.readForeign = true;
    // The endpoint's own search.
    if (event.type === 'step.finished' && (event.usage?.builtinCalls ?? 0) > 0) this.readWeb = true;
    // Whoever made the file wrote what is in it.
    if (event.type === 'session.imported' && !event.copied) this.readWeb = true;
    // Nobody knows what was read there.
    if (event.type === 'entries.missing') this.readWeb = true;
    this.unseen.apply(event);
  }

  async judge(call: CallKey, request: ActionRequest, tool?: string): Promise<Judgement> {
    const { permissions, history } = this.parts;
    const action = await this.locate(request);
    const judgement = judge(action, {
      approvals: permissions.approvals(),
      trusted: permissions.trusted(),
      rules: [...permissions.rules(), ...this.rules],
      tool: tool ?? history.open.get(call)?.name,
      // Tools from elsewhere may be used one after another: what each brought counts for the rest only.
      readWeb: this.readWeb || ((this.readForeign || this.calling.size > 0) && request.type !== 'tool'),
      // Only a command can run what was written.
      unseen: request.type === 'command' || request.type === 'input' ? await this.unseenFiles() : [],
    });
    if (request.type === 'tool' && judgement.verdict === 'allow') this.calling.add(call);
    // What was answered to one question is no answer to the next.
    if (request.type === 'input') delete judgement.suggestion;
    return judgement;
  }

  /** What the log keeps of a command that is about to be judged; see `command.read`. */
  filesOf(command: string): CommandFiles {
    return commandFiles(this.inspect(command));
  }

  /** Whether a command changes no file for certain. */
  onlyReads(command: string): boolean {
    return this.parts.permissions.shell === 'posix' && onlyReads(this.inspect(command));
  }

  private async locate(request: ActionRequest): Promise<GateAction> {
    switch (request.type) {
      case 'read':
        return { type: 'read', place: await this.own(request) };
      case 'edit':
        return {
          type: 'edit',
          places: request.to ? [request, request.to] : [request],
          fetches: request.after !== null && namesRemoteSchema(request.after),
        };
      case 'fetch':
        return { type: 'fetch', url: request.url, local: request.local };
      case 'tool':
        return { type: 'tool', ...(request.source.type === 'server' ? { folder: request.source.folder } : {}) };
      case 'server':
        return { type: 'server' };
      case 'command':
        return await this.follow(this.inspect(request.command));
      case 'input':
        return await this.follow(inspectInput(request, this.commandPlace()));
    }
  }

  private inspect(command: string): Inspection {
    return inspectCommand(command, this.commandPlace());
  }

  private commandPlace(): CommandPlace {
    const { workspace, permissions } = this.parts;
    return {
      shell: permissions.shell,
      cwd: workspace.folders()[0]?.path ?? homedir(),
      home: homedir(),
      windows: process.platform === 'win32',
    };
  }

  /** A pattern leads to where the files lead that it matches. */
  private async follow(inspection: Inspection): Promise<GateAction> {
    const hidden = this.parts.permissions.shell !== 'posix';
    const matches = await Promise.all(
      inspection.mentions.map(({ glob, path }) => (glob ? expandGlob(path, hidden) : [])),
    );
    const mentions = inspection.mentions.flatMap((mention, index) => [
      mention,
      ...(matches[index] ?? []).map((path): Mention => ({ ...mention, path, glob: false })),
    ]);
    const places = await Promise.all(mentions.map(({ path }) => this.find(path)));
    const swept = await Promise.all(mentions.map((mention, index) => this.sweep(mention, places[index])));
    const met = swept.flatMap((found) => found ?? []);
    const unsure = matches.includes(undefined) || swept.includes(undefined);
    const reasons = [...inspection.reasons, ...(unsure ? [{ type: 'unclear' as const }] : [])];
    const { runs, hosts, redirects, network, written, definitions } = inspection;
    const followed = {
      reasons,
      mentions: [...mentions, ...met.map(({ path }) => ({ path, access: 'read' as const }))],
      runs,
      hosts,
      redirects,
      network,
      written,
      definitions,
    };
    return { type: 'command', inspection: followed, places: [...places, ...met] };
  }

  /**
   * What is come upon where a whole folder is read; see Workspace.sweep. A pattern's matches are swept, each by itself. Where
   * nothing may run git is not asked either, which could run what the folder says.
   */
  private async sweep({ sweep, glob }: Mention, place: ResolvedPath | undefined): Promise<Place[] | undefined> {
    if (!sweep || glob || !place?.inside || !this.parts.permissions.trusted()) return [];
    return await this.parts.workspace.sweep(place, sweep).catch(() => undefined);
  }

  private async unseenFiles(): Promise<UnseenFile[]> {
    return await Promise.all(
      this.unseen.all.map(async ({ path, before }) => ({
        real: (await this.find(path)).real,
        isNew: before === null,
        commands: isCommandFile(path) && (await this.commandsChanged(path, before)),
      })),
    );
  }

  /** What its own commands printed is no place that the session would have to ask for. */
  private async own(place: ResolvedPath): Promise<Place> {
    const { outputs } = this.parts;
    const folder = await realpath(outputs).catch(() => outputs);
    return dirname(place.realPath) === folder ? { ...place, inside: true } : place;
  }

  /** Whether a file runs other command lines than before; what is not known counts as changed. */
  private async commandsChanged(path: string, before: FileImage | undefined): Promise<boolean> {
    try {
      if (before === undefined || (before !== null && typeof before !== 'string')) return true;
      const earlier = before === null ? '' : new TextDecoder().decode(await this.parts.read(before));
      const now = await this.parts.workspace.readText(path);
      return commandLines(path, earlier) !== commandLines(path, now);
    } catch {
      return true;
    }
  }

  /** What cannot be followed counts as outside. */
  private async find(path: string): Promise<ResolvedPath> {
    // Programs go up from where a link leads, and not from its name.
    const up = /^(.+?)\/\.\.(?=\/|$)/.exec(path);
    if (up?.[1] && process.platform !== 'win32') {
      const folder = await realpath(up[1]).catch(() => up[1] ?? '/');
      return await this.find(`${dirname(folder)}${path.slice(up[0].length)}`);
    }
    const lost = { absolutePath: path, path, real: path, realPath: path, inside: false };
    return await this.parts.workspace.resolve(path).catch(() => lost);
  }
}

/** A page that the user attached is as untrusted as one that the model fetched. */
function isPage(attachment: Attachment): boolean {
  return attachment.type === 'data' && attachment.source === 'page';
}
