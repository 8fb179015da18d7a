import * as vscode from 'vscode';
import type { CheckReport, ProbeResult } from '../../../kimi/check/checkEndpoint.ts';
import type { ProbeState, Speed } from '../../../kimi/check/findings.ts';
import type { ServerFlags } from '../../../kimi/check/serverFlags.ts';
import { endpointLabel } from '../endpointLabel.ts';
import { quote, wordFinding, wordProbe, wordState } from './checkMessages.ts';

/** A report for people to read, keep and send to others. */
export function checkReport(report: CheckReport, at: Date): string {
  const { endpoint, results, speed } = report;
  const facts = [
    `${vscode.l10n.t('Endpoint')}: ${endpointLabel(endpoint.preset)}, ${quote(endpoint.baseUrl)}`,
    `${vscode.l10n.t('Model')}: ${quote(endpoint.model)}`,
    `${vscode.l10n.t('Checked')}: ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    ...(speed ? [`${vscode.l10n.t('Speed')}: ${wordSpeed(speed)}`] : []),
  ];
  const rows = results.map(
    (result) => `| ${[wordProbe(result.probe), wordState(result.state), meaning(result)].map(cell).join(' | ')} |`,
  );
  return [
    `# ${vscode.l10n.t('Ask Kimi: Endpoint Check')}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    `**${wordSummary(report)}**`,
    [
      `| ${vscode.l10n.t('Probe')} | ${vscode.l10n.t('Result')} | ${vscode.l10n.t('What it means')} |`,
      '|---|---|---|',
      ...rows,
    ].join('\n'),
    ...flagSections(results),
    vscode.l10n.t('This report holds no key and can be passed on.'),
  ].join('\n\n');
}

export function wordSummary({ results }: CheckReport): string {
  const count = (state: ProbeState) => results.filter((result) => result.state === state).length;
  return vscode.l10n.t(
    'Works: {0} · warnings: {1} · fails: {2} · skipped: {3}',
    count('works'),
    count('warning'),
    count('fails'),
    count('skipped'),
  );
}

function wordSpeed({ firstTokenMs, tokensPerSecond, estimated }: Speed): string {
  const first = vscode.l10n.t('first token after {0} s', (firstTokenMs / 1000).toFixed(2));
  if (tokensPerSecond === undefined) return first;
  const rate = tokensPerSecond.toFixed(0);
  return `${first}, ${estimated ? vscode.l10n.t('then about {0} tokens per second', rate) : vscode.l10n.t('then {0} tokens per second', rate)}`;
}

function meaning({ finding, flags }: ProbeResult): string {
  const hints = flags.map(({ server, flags }) =>
    vscode.l10n.t('Likely missing when {0} was started: {1}', server, quote(flags)),
  );
  return [wordFinding(finding), ...hints].join('<br>');
}

/** The flags of all probes together, as they can be copied into the command. */
function flagSections(results: readonly ProbeResult[]): string[] {
  const byServer = Map.groupBy(
    results.flatMap(({ flags }) => flags),
    ({ server }) => server,
  );
  return [...byServer].map(([server, flags]) =>
    [
      `## ${vscode.l10n.t('For the command that starts {0}', server)}`,
      `\`\`\`sh\n${distinct(flags).join(' \\\n')}\n\`\`\``,
    ].join('\n\n'),
  );
}

function distinct(flags: readonly ServerFlags[]): string[] {
  return [...new Set(flags.flatMap((server) => server.flags.split(/ (?=--)/)))];
}

/** A pipe would end the cell, inside code too. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
