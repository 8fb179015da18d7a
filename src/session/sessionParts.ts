import type { SessionMedia } from '../agent/contracts/media.ts';
import type { Model } from '../agent/contracts/model.ts';
import type { ForeignTools, Tool } from '../agent/contracts/tool.ts';
import type { Workspace } from '../agent/contracts/workspace.ts';
import type { WindowWrites } from './checkpoints/windowWrites.ts';
import type { Permissions } from './consent/permissionCheck.ts';
import type { WindowJobs } from './jobs/windowJobs.ts';
import type { Store } from './log/store.ts';
import type { WindowPlace } from './sessionFolders.ts';
import type { Limits } from './turn/turnLimits.ts';

/** What a session is made of and works with. */
export interface SessionParts {
  store: Store;
  workspace: Workspace;
  /** A session is offered, all its life, those that can do something where it begins, for the model that it begins with. */
  tools: readonly Tool[];
  foreign?: ForeignTools;
  /** Asked for at the beginning of each turn. Throws ModelError when no request can be made, for want of a key for example. */
  model: (media: SessionMedia) => Promise<Model>;
  permissions: Permissions;
  jobs: WindowJobs;
  /** What this window writes that no command does. */
  writes: WindowWrites;
  /** US dollars that a session may cost before it pauses and asks; undefined for no limit. */
  spendingLimit: () => number | undefined;
  /** Whether the model gives a session its title, in a request of its own after the first answer. */
  titles: () => boolean;
  /** Of one turn. */
  limits: () => Limits;
  systemPrompt: () => string;
  /** What this window has open. */
  place: () => WindowPlace;
  /** What goes wrong behind the user's back: a log that cannot be written. */
  onProblem: (error: unknown) => void;
}
