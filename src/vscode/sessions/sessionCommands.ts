import path from 'node:path';
import * as vscode from 'vscode';
import { type Endpoint, resolveEndpoint } from '../../kimi/endpoint/endpoints.ts';
import { PRESETS } from '../../kimi/endpoint/presets.ts';
import { deleteUploads } from '../../kimi/media/deleteUploads.ts';
import { openSession } from '../../session/chatSession.ts';
import { importSession } from '../../session/importExport/importSession.ts';
import { type ReadSession, readSessionFile } from '../../session/importExport/readSessionFile.ts';
import { SESSION_FILE_LIMIT } from '../../session/importExport/sessionFile.ts';
import { SessionError } from '../../session/sessionError.ts';
import { openFolders } from '../../session/sessionFolders.ts';
import type { SessionParts } from '../../session/sessionParts.ts';
import type { SessionSummary } from '../../shared/protocol.ts';
import { standingOf } from '../../shared/transcript/sessionStatus.ts';
import type { ApiKeys } from '../endpoint/apiKeys.ts';
import type { ChatView } from '../panel/chatView.ts';
import { EDITOR } from '../settings/settings.ts';
import { messageOf } from '../ui/errorMessages.ts';
import { inform, warn } from '../ui/messages.ts';
import { findPlace } from './findPlace.ts';
import type { OpenSessions } from './openSessions.ts';
import type { SessionHandover } from './sessionHandover.ts';

export interface SessionCommandParts {
  sessions: OpenSessions;
  /** What other sessions are opened with. */
  session: SessionParts;
  view: ChatView;
  keys: ApiKeys;
  handover: SessionHandover;
}

/** What the user does with sessions as wholes. */
export class SessionCommands {
  private readonly parts: SessionCommandParts;

  constructor(parts: SessionCommandParts) {
    this.parts = parts;
  }

  /** Shows a new session; one that works goes on behind it. */
  async begin(): Promise<void> {
    await this.parts.sessions.switchTo(undefined);
    this.parts.view.deliver({ type: 'focusInput' });
  }

  async open(id: string): Promise<void> {
    await this.parts.sessions.switchTo(id);
  }

  async takeOver(): Promise<void> {
    await (await this.parts.sessions.get()).takeOver();
  }

  async showList(): Promise<void> {
    await this.parts.view.show();
    this.parts.view.deliver({ type: 'showSessions' });
  }

  /** Opens a folder of the session that is shown, where the session is shown then. */
  async openItsFolder(): Promise<void> {
    const { sessions, handover } = this.parts;
    const { id, readOnly } = await sessions.get();
    if (readOnly?.type !== 'otherFolders') return;
    const target = await findPlace(readOnly);
    if (!target) {
      warn(vscode.l10n.t('The folder of this session is not there any more. Continue here as a copy instead.'));
      return;
    }
    await handover.leave(id);
    await vscode.commands.executeCommand('vscode.openFolder', target, { forceNewWindow: true });
  }

  /** Shows a copy of the session that is shown, which belongs to what is open here. */
  async continueHere(): Promise<void> {
    const { sessions, session } = this.parts;
    const { id, transcript } = await sessions.get();
    const title = vscode.l10n.t('{0} (copy)', transcript.title);
    const copy = await session.store.fork(id, title, session.place());
    if (copy === undefined) inform(vscode.l10n.t('There is nothing to copy before the first answer is complete.'));
    else await sessions.switchTo(copy);
  }

  /** Tells the panel of the sessions, and again as it becomes known what they are called. */
  async list(): Promise<void> {
    await this.post();
    this.parts.session.store.completeList(() => void this.post()).catch(this.parts.session.onProblem);
  }

  private async post(): Promise<void> {
    const { sessions, session, view } = this.parts;
    const shown = await sessions.get();
    const isHere = openFolders(session.place().folders);
    const stored = await session.store.list();
    const summaries = stored.map(async ({ folders, ...summary }): Promise<SessionSummary> => {
      const open = await sessions.find(summary.id);
      return {
        ...summary,
        ...(folders && !(await isHere(folders)) ? { elsewhere: folders } : {}),
        title: open?.transcript.title || summary.title,
        current: summary.id === shown.id,
        standing: open && !open.readOnly ? standingOf(open.transcript) : 'resting',
      };
    });
    view.post({ type: 'sessions', sessions: await Promise.all(summaries) });
  }

  async rename(id: string, title: string): Promise<void> {
    const open = await this.parts.sessions.find(id);
    if (open) await open.rename(title);
    else await this.renameClosed(id, title);
    await this.list();
  }

  /** Deletes a session for good, with what it uploaded; a new one takes the place of the one that is shown. */
  async delete(id: string): Promise<void> {
    const { sessions, session, keys } = this.parts;
    await sessions.end(id);
    await session.jobs.end(id);
    const uploads = await session.store.readUploads(id);
    await session.store.delete(id);
    for (const [origin, files] of Object.entries(uploads)) {
      const endpoint = endpointAt(origin);
      const ids = Object.values(files).filter((file) => typeof file === 'string');
      // The user waits for the session to be gone from here; the server may take its time.
      if (endpoint && ids.length > 0) void deleteUploads(endpoint, await keys.find(endpoint), ids);
    }
    await this.list();
  }

  /** Shows a copy of a session, as it was when its last turn ended; the session itself stays, and goes on where it works. */
  async fork(id: string): Promise<void> {
    const { sessions, session } = this.parts;
    const title = (await session.store.list()).find((stored) => stored.id === id)?.title ?? '';
    const copy = await session.store.fork(id, vscode.l10n.t('{0} (copy)', title));
    if (copy === undefined) inform(vscode.l10n.t('There is nothing to copy before the first answer is complete.'));
    else await sessions.switchTo(copy);
  }

  /** Makes a session of a file that one was exported to, and shows it. Where that cannot be, says why. */
  async import(): Promise<void> {
    const { sessions, session, view } = this.parts;
    const [file] =
      (await vscode.window.showOpenDialog({
        filters: { JSON: ['json'] },
        openLabel: vscode.l10n.t('Import'),
        title: vscode.l10n.t('Import a Session'),
      })) ?? [];
    if (!file) return;
    try {
      const id = await importSession(session, await readExport(file));
      await view.show();
      await sessions.switchTo(id);
    } catch (error) {
      warn(messageOf(error));
    }
  }

  private async renameClosed(id: string, title: string): Promise<void> {
    const session = await openSession(this.parts.session, id);
    try {
      if (session.readOnly) throw new Error(vscode.l10n.t('This session is open in another window: rename it there.'));
      await session.rename(title);
    } finally {
      await session.close();
    }
  }
}

async function readExport(file: vscode.Uri): Promise<ReadSession> {
  const name = path.posix.basename(file.path);
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > SESSION_FILE_LIMIT) throw new SessionError('exportTooLarge', `${name} has ${size} bytes.`, name);
  return readSessionFile(await vscode.workspace.fs.readFile(file), name);
}

/** The preset that takes files at an origin. */
function endpointAt(origin: string): Endpoint | undefined {
  return Object.keys(PRESETS)
    .map((endpoint) => resolveEndpoint({ endpoint, baseUrl: '', model: '', editor: EDITOR }))
    .find(
      (endpoint): endpoint is Endpoint => 'origin' in endpoint && endpoint.origin === origin && endpoint.files === true,
    );
}
