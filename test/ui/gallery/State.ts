import type { PanelState, ReadOnly, ToWebview } from '../../../src/shared/protocol.ts';
import { Log } from './Log.ts';
import type { Stage } from './Stage.ts';

/** One state of the panel. */
export interface State {
  /** `group: what it is` */
  name: string;
  session?: () => Log;
  /** What is other than usual around the conversation. */
  around?: Partial<PanelState>;
  readOnly?: ReadOnly;
  /** What the panel is told besides. */
  told?: () => ToWebview[];
  /** What the user does then. */
  does?: (stage: Stage) => Promise<void>;
  /** Of the panel, in pixels. */
  width?: number;
  /** Of the window, in pixels. */
  height?: number;
}

export const USUAL: PanelState = {
  endpoint: {
    label: 'Moonshot',
    model: 'kimi-k2.7-code',
    contextWindow: 262_144,
    images: true,
    video: true,
    tellsBalance: true,
    scripted: false,
  },
  key: 'present',
  workspace: 'open',
  trusted: true,
  approvals: 'ask',
  behind: [],
};

/** What is told of a state before the user does anything; each in a session of its own, so that nothing of another one is left. */
function messagesOf(state: State): ToWebview[] {
  const { name, session = () => new Log(), around = {}, readOnly, told = () => [] } = state;
  return [
    { type: 'state', state: { ...USUAL, ...around } },
    { type: 'suggestions', suggestions: ['Explain this project', 'Fix the failing test', 'Review my changes'] },
    { type: 'unsaved', actions: [] },
    { type: 'restoring' },
    session().snapshot(`gallery ${name}`, readOnly),
    ...told(),
  ];
}

export async function show(stage: Stage, state: State): Promise<void> {
  await stage.show(messagesOf(state), state);
  await state.does?.(stage);
}
