import type { AgentEvent } from './events.ts';

export interface EventTraits {
  /** It leaves this machine with a session that the user exports. Where only a part of it may, `exportableEntries` takes the rest out. */
  exported: boolean;
}

/** Every event has a row, so that a new one leaves this machine only where somebody decided that it may. */
export const EVENT_TRAITS: Readonly<Record<AgentEvent['type'], EventTraits>> = {
  'session.created': { exported: false },
  'folders.changed': { exported: false },
  'session.renamed': { exported: true },
  'session.imported': { exported: false },
  'entries.missing': { exported: true },
  'turn.started': { exported: true },
  'turn.resumed': { exported: true },
  'turn.finished': { exported: true },
  'prompt.queued': { exported: false },
  'prompt.unqueued': { exported: false },
  'prompt.steered': { exported: true },
  'step.started': { exported: true },
  'compaction.started': { exported: true },
  'compaction.waiting': { exported: true },
  'compaction.restarted': { exported: true },
  'compaction.finished': { exported: true },
  'compaction.failed': { exported: true },
  'reasoning.delta': { exported: true },
  'content.delta': { exported: true },
  'toolCall.delta': { exported: true },
  'step.waiting': { exported: true },
  'step.restarted': { exported: true },
  'media.gone': { exported: true },
  'media.refused': { exported: true },
  'step.finished': { exported: true },
  'step.interrupted': { exported: true },
  'tool.started': { exported: true },
  'tool.progress': { exported: true },
  'helper.stepped': { exported: true },
  'tool.finished': { exported: true },
  'command.changed': { exported: true },
  'action.requested': { exported: true },
  'command.read': { exported: false },
  'rule.added': { exported: false },
  'action.updated': { exported: true },
  'action.decided': { exported: true },
  'action.applying': { exported: false },
  'action.failed': { exported: true },
  'action.undone': { exported: true },
  'files.changed': { exported: true },
  'files.watched': { exported: false },
  'turn.changed': { exported: true },
  'session.rewound': { exported: true },
  'session.redone': { exported: true },
};
