import type { AgentEvent, Entry } from '../../agent/events/events.ts';

/** Entries without what was said in turns that the user went back behind: only what numbers turns and steps, and the costs. */
export function dropRewound(entries: readonly Entry[]): Entry[] {
  const ranges = rewoundRanges(entries);
  return entries.flatMap((entry, index) => {
    if (!ranges.some(({ from, to }) => index >= from && index < to)) return [entry];
    const event = numbering(entry.event);
    return event ? [{ ...entry, event }] : [];
  });
}

/** Indexes in the log, each from a turn's prompt to the rewinding that took it back. */
function rewoundRanges(entries: readonly Entry[]): { from: number; to: number }[] {
  const turns: number[] = [];
  const rewound: { from: number; to: number }[] = [];
  /** Those that a redo would take back, the newest last; undefined for one that left the conversation as it was. */
  let redoable: ({ from: number; to: number } | undefined)[] = [];
  for (const [index, { event }] of entries.entries()) {
    if (event.type === 'turn.started') turns.push(index);
    if (event.type === 'entries.missing') turns.push(...Array<number>(event.turns ?? 0).fill(index));
    if (event.type === 'turn.started' || event.type === 'turn.resumed') redoable = [];
    if (event.type === 'session.redone') {
      const back = redoable.pop();
      if (back) rewound.splice(rewound.indexOf(back), 1);
    }
    if (event.type !== 'session.rewound') continue;
    const from = turns[event.turn - 1];
    const range = event.conversation && from !== undefined ? { from, to: index } : undefined;
    redoable.push(range);
    if (range) rewound.push(range);
  }
  return rewound;
}

function numbering(event: AgentEvent): AgentEvent | undefined {
  switch (event.type) {
    case 'turn.started':
      return { ...event, prompt: { text: '', attachments: [] } };
    case 'step.started':
    case 'step.finished':
    case 'helper.stepped':
    case 'session.renamed':
    case 'entries.missing':
      return event;
    case 'compaction.finished':
    case 'compaction.failed':
      return { type: 'compaction.failed', cause: 'stopped', ...(event.usage ? { usage: event.usage } : {}) };
    default:
      return undefined;
  }
}
