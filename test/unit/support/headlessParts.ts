import { pathToFileURL } from 'node:url';
import { describePlace, systemPrompt } from '../../../src/agent/systemPrompt.ts';
import { WindowWrites } from '../../../src/session/checkpoints/windowWrites.ts';
import { WindowJobs } from '../../../src/session/jobs/windowJobs.ts';
import { openStore } from '../../../src/session/log/store.ts';
import type { SessionParts } from '../../../src/session/sessionParts.ts';
import { builtinTools } from '../../../src/tools/builtinTools.ts';
import type { FolderWorkspace } from './folderWorkspace.ts';
import { NO_LANGUAGES } from './noLanguages.ts';
import { NO_TASKS } from './noTasks.ts';

export interface HeadlessOptions {
  /** Where the sessions' logs are. */
  storage: string;
  /** Names the window that opens them: see takeLease. */
  holder: string;
  workspace: FolderWorkspace;
  model: SessionParts['model'];
}

/** What a session needs, without VS Code: a trusted folder, nothing allowed unasked, no limits. Problems are thrown. */
export function headlessParts({ storage, holder, workspace, model }: HeadlessOptions): SessionParts {
  const onProblem = (error: unknown) => {
    throw error;
  };
  return {
    store: openStore(storage, holder),
    workspace,
    tools: builtinTools({ workspace, languages: NO_LANGUAGES, tasks: NO_TASKS }),
    model,
    permissions: {
      approvals: () => 'ask',
      trusted: () => true,
      rules: () => [],
      keepRule: async () => {},
      shell: 'posix',
    },
    jobs: new WindowJobs({ start: (spec, onOutput) => workspace.startCommand(spec, onOutput), onProblem }),
    writes: new WindowWrites(),
    titles: () => false,
    spendingLimit: () => undefined,
    limits: () => ({ steps: undefined, minutes: undefined, cost: undefined }),
    systemPrompt: () =>
      systemPrompt({
        platform: 'linux',
        shell: '/bin/sh',
        folders: workspace.folders(),
        virtual: workspace.virtual,
      }),
    place: () => ({
      folders: workspace.folders().map((folder) => pathToFileURL(folder.path).href),
      described: describePlace({ folders: workspace.folders(), virtual: workspace.virtual }),
    }),
    onProblem,
  };
}
