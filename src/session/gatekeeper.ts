import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import type { Action, AgentEvent, Attachment, CallKey } from '../agent/events.ts';
import { inspectCommand } from '../agent/gate/inspectCommand.ts';
import { type Approvals, type GateAction, type Judgement, judge, type Place } from '../agent/gate/judge.ts';
import type { Inspection } from '../agent/gate/look.ts';
import type { Rule } from '../agent/gate/rules.ts';
import type { Shell } from '../agent/gate/script.ts';
import type { History } from '../agent/history.ts';
import type { ActionRequest } from '../agent/tool.ts';
import type { Workspace } from '../agent/workspace.ts';
import { expandGlob } from './expandGlob.ts';

/** What the person allows, asked for at every action. Nothing of it may come from a workspace. */
export interface Permissions {
  approvals(): Approvals;
  /** The person trusts the workspace. */
  trusted(): boolean;
  rules(): readonly Rule[];
  /** Adds to the person's own rules. */
  keepRule(rule: Rule): Promise<void>;
  /** How the shell reads that runs commands. */
  shell: Shell;
}

/** Finds out where an action leads, and puts it to the gate. A fold of the session's events for what the session itself knows. */
export class Gatekeeper {
  private readonly parts: { permissions: Permissions; workspace: Workspace; history: History };
  private readonly rules: Rule[] = [];
  private readWeb = false;
  /** The turn has called a tool that comes from elsewhere, whose results may be what strangers wrote. */
  private readForeign = false;
  private readonly unseen = new Set<string>();
  private readonly proposed = new Map<string, string>();

  constructor(parts: Gatekeeper['parts']) {
    this.parts = parts;
  }

  apply(event: AgentEvent): void {
    if (event.type === 'rule.added') this.rules.push(event.rule);
    if (event.type === 'turn.started') {
      this.readWeb = event.prompt.attachments.some(isPage);
      this.readForeign = false;
    }
    if (event.type === 'prompt.steered') this.readWeb ||= event.prompt.attachments.some(isPage);
    if (event.type === 'action.requested') this.request(event.action);
    if (event.type === 'action.decided') this.decide(event);
  }

  async judge(call: CallKey, request: ActionRequest): Promise<Judgement> {
    const { permissions, history } = this.parts;
    const action = await this.locate(request);
    const judgement = judge(action, {
      approvals: permissions.approvals(),
      trusted: permissions.trusted(),
      rules: [...permissions.rules(), ...this.rules],
      tool: history.open.get(call)?.name,
      // Tools from elsewhere may be used one after another: what each brought counts for the rest only.
      readWeb: this.readWeb || (this.readForeign && request.type !== 'tool'),
      // Only a command can run what was written.
      unseen: request.type === 'command' ? await this.realPaths(this.unseen) : new Set(),
    });
    if (request.type === 'fetch' && judgement.verdict === 'allow') this.readWeb = true;
    if (request.type === 'tool' && judgement.verdict === 'allow') this.readForeign = true;
    return judgement;
  }

  private async locate(request: ActionRequest): Promise<GateAction> {
    const { workspace, permissions } = this.parts;
    switch (request.type) {
      case 'read':
        return { type: 'read', place: await workspace.locate(request.path) };
      case 'edit': {
        const paths = [request.absolutePath, ...(request.to ? [request.to.absolutePath] : [])];
        return { type: 'edit', places: await Promise.all(paths.map((path) => workspace.locate(path))) };
      }
      case 'fetch':
        return { type: 'fetch', url: request.url, local: request.local };
      case 'tool':
        return { type: 'tool', ...(request.source.type === 'server' ? { folder: request.source.folder } : {}) };
      case 'server':
        return { type: 'server' };
      case 'command': {
        const inspection = inspectCommand(request.command, {
          shell: permissions.shell,
          cwd: workspace.folders()[0]?.path ?? homedir(),
          home: homedir(),
          windows: process.platform === 'win32',
        });
        return await this.follow(inspection);
      }
    }
  }

  /** A pattern leads to where the files lead that it matches. */
  private async follow(inspection: Inspection): Promise<GateAction> {
    const hidden = this.parts.permissions.shell !== 'posix';
    const matches = await Promise.all(
      inspection.mentions.map(({ glob, path }) => (glob ? expandGlob(path, hidden) : [])),
    );
    const mentions = inspection.mentions.flatMap((mention, index) => [
      mention,
      ...(matches[index] ?? []).map((path) => ({ ...mention, path })),
    ]);
    const reasons = [...inspection.reasons, ...(matches.includes(undefined) ? [{ type: 'unclear' as const }] : [])];
    const places = await Promise.all(mentions.map(({ path }) => this.find(path)));
    const { runs, hosts, redirects, network } = inspection;
    return { type: 'command', inspection: { reasons, mentions, runs, hosts, redirects, network }, places };
  }

  private request(action: Action): void {
    if (action.type === 'fetch') this.readWeb = true;
    if (action.type === 'tool') this.readForeign = true;
    if (action.type === 'edit') this.proposed.set(action.id, action.to?.absolutePath ?? action.absolutePath);
  }

  private decide({ id, by }: Extract<AgentEvent, { type: 'action.decided' }>): void {
    const path = this.proposed.get(id);
    if (path === undefined) return;
    if (by === 'policy') this.unseen.add(path);
    else this.unseen.delete(path);
  }

  private async realPaths(paths: Iterable<string>): Promise<Set<string>> {
    return new Set(await Promise.all([...paths].map(async (path) => (await this.find(path)).real)));
  }

  /** What cannot be followed counts as outside. */
  private async find(path: string): Promise<Place> {
    // Programs go up from where a link leads, and not from its name.
    const up = /^(.+?)\/\.\.(?=\/|$)/.exec(path);
    if (up?.[1] && process.platform !== 'win32') {
      const folder = await realpath(up[1]).catch(() => up[1] ?? '/');
      return await this.find(`${dirname(folder)}${path.slice(up[0].length)}`);
    }
    return await this.parts.workspace.locate(path).catch(() => ({ path, real: path, inside: false }));
  }
}

/** A page that the person attached is as untrusted as one that the model fetched. */
function isPage(attachment: Attachment): boolean {
  return attachment.type === 'data' && attachment.source === 'page';
}
