import * as vscode from 'vscode';
import { type CheckProgress, checkEndpoint as runCheck } from '../../../kimi/check/checkEndpoint.ts';
import type { Endpoint } from '../../../kimi/endpoint/endpoints.ts';
import { showReport } from '../../ui/reportFileSystem.ts';
import type { ApiKeys } from '../apiKeys.ts';
import { wordProbe } from './checkMessages.ts';
import { checkReport, wordSummary } from './checkReport.ts';

/** Finds out what the endpoint can do and shows a report. Nothing is shown when the user cancels. */
export async function checkEndpoint(endpoint: Endpoint, keys: ApiKeys): Promise<void> {
  const place = new URL(endpoint.baseUrl).host;
  const key = await keys.find(endpoint);
  const controller = new AbortController();
  const report = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Checking {0}', place),
      cancellable: true,
    },
    async (progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      const onProgress = (step: CheckProgress) => progress.report({ message: wordProgress(step) });
      return await runCheck({ endpoint, key, signal: controller.signal, onProgress }).catch((error: unknown) => {
        if (controller.signal.aborted) return undefined;
        throw error;
      });
    },
  );
  if (!report) return;
  const markdown = checkReport(report, new Date());
  await showReport(vscode.l10n.t('Endpoint Check'), markdown);
  const copy = vscode.l10n.t('Copy as Markdown');
  const choice = await vscode.window.showInformationMessage(`${place}: ${wordSummary(report)}`, copy);
  if (choice === copy) await vscode.env.clipboard.writeText(markdown);
}

function wordProgress(step: CheckProgress): string {
  switch (step.type) {
    case 'probing':
      return `${wordProbe(step.probe)} …`;
    case 'waiting':
      return vscode.l10n.t(
        'The endpoint asks to wait. Next try at {0}.',
        new Date(step.until).toLocaleTimeString(vscode.env.language),
      );
  }
}
