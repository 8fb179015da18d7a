import { cutText } from '../agent/cutText.ts';
import type { Diagnostic } from '../agent/workspace.ts';

const MAX_MESSAGE_LENGTH = 1000;

/** One line: where, how bad, what, and who says so. */
export function wordDiagnostic({ path, line, severity, message, source }: Diagnostic): string {
  return `${path}:${line} ${severity}: ${cutText(message, MAX_MESSAGE_LENGTH)}${source ? ` (${source})` : ''}`;
}
