import * as vscode from 'vscode';
import type { Entry } from '../../agent/events/events.ts';
import { messageOf } from '../ui/errorMessages.ts';

/**
 * What happened, for whoever looks for a fault: the output channel "Ask Kimi". It tells of requests, tools and failures, and
 * of nothing that was said: no prompt, no answer, no file. Keys are taken out of failures before they get here.
 */
export class OutputLog implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('Ask Kimi', { log: true });

  follow(sessionId: string, entries: readonly Entry[]): void {
    for (const { event } of entries) {
      const line = lineOf(event);
      if (line) this.channel[line.level](`${sessionId.slice(0, 8)} ${line.text}`);
    }
  }

  error(error: unknown): void {
    this.channel.error(error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
  }

  dispose(): void {
    this.channel.dispose();
  }
}

function lineOf(event: Entry['event']): { level: 'info' | 'warn'; text: string } | undefined {
  switch (event.type) {
    case 'turn.started':
    case 'turn.resumed':
      return { level: 'info', text: `${event.type} ${event.model}` };
    case 'step.finished': {
      const usage = event.usage ? ` ${event.usage.prompt} in, ${event.usage.completion} out` : '';
      return { level: 'info', text: `${event.type} ${event.finish}${usage}` };
    }
    case 'compaction.started':
      return { level: 'info', text: `${event.type} ${event.trigger}` };
    case 'compaction.finished':
      return { level: 'info', text: `${event.type} ${event.before} to ${event.after}` };
    case 'compaction.failed': {
      const failure = event.failure ? `: ${event.failure.code} ${event.failure.detail}` : '';
      return { level: 'warn', text: `${event.type} ${event.cause}${failure}` };
    }
    case 'step.waiting':
    case 'compaction.waiting':
      return { level: 'warn', text: `${event.type} ${event.attempt}: ${event.failure.code} ${event.failure.detail}` };
    case 'turn.finished':
      return event.outcome.type === 'failed'
        ? { level: 'warn', text: `${event.type} ${event.outcome.failure.code} ${event.outcome.failure.detail}` }
        : { level: 'info', text: `${event.type} ${event.outcome.type}` };
    case 'tool.finished':
      return { level: 'info', text: `${event.type} ${event.call}${event.failed ? ' failed' : ''}` };
    default:
      return undefined;
  }
}
