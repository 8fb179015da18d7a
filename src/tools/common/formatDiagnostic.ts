import type { Diagnostic } from '../../agent/contracts/workspace.ts';
import { joinLines, oneLine } from '../../util/text/oneLine.ts';
import { truncate } from '../../util/text/truncate.ts';

const MAX_MESSAGE_LENGTH = 1000;

/** One line: where, how bad, what, and who says so. */
export function formatDiagnostic({ path, line, severity, message, source }: Diagnostic): string {
  const words = truncate(joinLines(message), MAX_MESSAGE_LENGTH);
  return oneLine(`${path}:${line} ${severity}: ${words}${source ? ` (${source})` : ''}`);
}
