import * as vscode from 'vscode';
import { type MediaRefusal, megabytes } from '../../agent/contracts/media.ts';
import { ModelError } from '../../agent/contracts/model.ts';
import type { Failure } from '../../agent/events/events.ts';
import type { EndpointProblem } from '../../kimi/endpoint/endpoints.ts';
import { SESSION_FILE_LIMIT } from '../../session/importExport/sessionFile.ts';
import { LocalizedError } from '../../session/localizedError.ts';
import { SessionError } from '../../session/sessionError.ts';
import type { ReadOnly } from '../../shared/readOnly.ts';
import { ServerError } from '../../tools/external/mcp/serverError.ts';
import { SpecialFileError } from '../workspace/regularFile.ts';
import { mcpErrorMessage } from './mcpErrorMessage.ts';

/** What is wrong with the endpoint's settings, and what to do about it. `baseUrl` as the user has it. */
export function wordProblem(problem: EndpointProblem, baseUrl: string): string {
  switch (problem) {
    case 'unknownPreset':
      return vscode.l10n.t('The setting askKimi.endpoint names no endpoint that exists. Select one.');
    case 'noBaseUrl':
      return vscode.l10n.t('A custom endpoint needs its address in the setting askKimi.baseUrl.');
    case 'badBaseUrl':
      return vscode.l10n.t('The setting askKimi.baseUrl is not a web address such as https://example.com/v1.');
    case 'plainHttp':
      return vscode.l10n.t('Plain http is for this machine and your own network only. Use {0}', httpsOf(baseUrl));
  }
}

/** The encrypted form of an address with plain http; its port is one of its own. */
export function httpsOf(baseUrl: string): string {
  return baseUrl.trim().replace(/^http:/i, 'https:');
}

/** Why what is attached cannot be sent, and what to do about it. */
export function wordMediaRefusal(refusal: MediaRefusal): string {
  switch (refusal.type) {
    case 'unseen':
      return refusal.medium === 'video'
        ? vscode.l10n.t('This endpoint takes no video. Remove it, or select another endpoint.')
        : vscode.l10n.t('This endpoint takes no images. Remove them, or select another endpoint.');
    case 'fileTooLarge':
      return vscode.l10n.t(
        'An attachment has {0}; at most {1} can be sent.',
        megabytes(refusal.size),
        megabytes(refusal.limit),
      );
    case 'requestTooLarge':
      return vscode.l10n.t(
        'With these attachments the request would have {0}; this endpoint takes {1}. Remove some, or start a new session.',
        megabytes(refusal.size),
        megabytes(refusal.limit),
      );
  }
}

/** Why a key could not be checked, in one sentence. `place` is the host that was asked. */
export function wordKeyFailure(failure: Failure, place: string): string {
  const detail = failure.detail === '' ? '' : ` (${failure.detail})`;
  switch (failure.code) {
    case 'noKey':
    case 'invalidKey':
      return vscode.l10n.t('{0} refused this key{1}. Is it a key of that platform, and complete?', place, detail);
    case 'forbidden':
    case 'noBalance':
      return vscode.l10n.t('{0} knows this key but does not let it in{1}.', place, detail);
    case 'unencrypted':
      return failure.detail;
    case 'network':
    case 'unknownHost':
    case 'idle':
    case 'cut':
      return vscode.l10n.t('{0} could not be reached{1}. Is there a network, or a proxy in the way?', place, detail);
    case 'badEndpoint':
      return vscode.l10n.t('{0} did not answer as the Kimi API does{1}. Is the address right?', place, detail);
    case 'rateLimited':
    case 'overloaded':
    case 'serverError':
      return vscode.l10n.t('{0} could not check the key just now{1}.', place, detail);
    default:
      return vscode.l10n.t('{0} did not check the key{1}.', place, detail || ` (${failure.code})`);
  }
}

/** What an error says to the user. */
export function messageOf(error: unknown): string {
  if (error instanceof SessionError) return wordSessionError(error);
  if (error instanceof LocalizedError) return error.worded;
  if (error instanceof ModelError && error.failure.detail !== '') return error.failure.detail;
  if (error instanceof SpecialFileError) return wordSpecialFile(error);
  if (error instanceof ServerError) return mcpErrorMessage(error);
  return error instanceof Error ? error.message : String(error);
}

/** Why a session can only be read, and what to do about it. */
export function wordReadOnly(reason: ReadOnly): string {
  switch (reason.type) {
    case 'otherWindow':
      return vscode.l10n.t('This session is open in another window. Take it over first.');
    case 'newerVersion':
      return vscode.l10n.t(
        'A newer version of Ask Kimi wrote this session, so it can only be read. Update the extension to go on with it.',
      );
    case 'unwritable':
      return vscode.l10n.t('This session cannot be saved, so it can only be read: {0}', reason.detail);
    case 'otherFolders':
      return vscode.l10n.t('This session belongs to another folder. Open its folder, or continue here as a copy.');
  }
}

function wordSpecialFile({ path }: SpecialFileError): string {
  return vscode.l10n.t('{0} is not a regular file, but a pipe, a socket, a device or a file of the system.', path);
}

function wordSessionError({ code, file, message }: SessionError): string {
  switch (code) {
    case 'unknownEdit':
      return vscode.l10n.t('This edit belongs to another session.');
    case 'notKept':
      return vscode.l10n.t('{0} cannot be brought back: its text before the edit is no longer kept.', file);
    case 'damaged':
      return vscode.l10n.t('{0} cannot be brought back: the copy that was kept of it is damaged.', file);
    case 'turnRuns':
      return vscode.l10n.t('Kimi is still working. Stop it, or wait.');
    case 'otherWindow':
      return wordReadOnly({ type: 'otherWindow' });
    case 'unwritable':
      return wordReadOnly({ type: 'unwritable', detail: message });
    case 'otherFolders':
      return wordReadOnly({ type: 'otherFolders', folders: [] });
    case 'closedFolder':
      return vscode.l10n.t('{0} is in a folder that is not open in this window. Open that folder to change it.', file);
    case 'newerVersion':
      return wordReadOnly({ type: 'newerVersion' });
    case 'notSaved':
      return vscode.l10n.t('This conversation cannot be saved: {0}', message);
    case 'noExport':
      return vscode.l10n.t(
        '{0} is no session that Ask Kimi exported. Choose a JSON file of “Export the Conversation”.',
        file,
      );
    case 'olderExport':
      return vscode.l10n.t(
        '{0} was exported by an earlier version of Ask Kimi, and holds too little to be imported. Export it again.',
        file,
      );
    case 'newerExport':
      return vscode.l10n.t('{0} was exported by a newer version of Ask Kimi. Update the extension to import it.', file);
    case 'brokenExport':
      return vscode.l10n.t('{0} is damaged, or was changed since it was exported. Nothing was imported.', file);
    case 'exportTooLarge':
      return vscode.l10n.t('{0} is too large to import: at most {1}.', file, megabytes(SESSION_FILE_LIMIT));
  }
}
