import type { Languages } from '../agent/languages.ts';
import type { Tasks } from '../agent/tasks.ts';
import type { Tool } from '../agent/tool.ts';
import type { Workspace } from '../agent/workspace.ts';
import { askUser } from './askUser.ts';
import { deleteFile } from './deleteFile.ts';
import { editFile } from './editFile.ts';
import { editNotebook } from './editNotebook.ts';
import { explore } from './explore.ts';
import { fetchUrl } from './fetchUrl.ts';
import { findFiles } from './findFiles.ts';
import { getDiagnostics } from './getDiagnostics.ts';
import { job } from './job.ts';
import { inspectCode } from './language/inspectCode.ts';
import { refactor } from './language/refactor.ts';
import { listFiles } from './listFiles.ts';
import { onDisk } from './onDisk.ts';
import { outline } from './outline.ts';
import { proposePlan } from './proposePlan.ts';
import { readFile } from './readFile.ts';
import { renameFile } from './renameFile.ts';
import { runCommand } from './runCommand.ts';
import { searchText } from './searchText.ts';
import { runTask } from './tasks/runTask.ts';
import { todo } from './todo.ts';
import { viewImage } from './viewImage.ts';
import { watchVideoClip } from './watchVideoClip.ts';
import type { Network } from './web/network.ts';
import { writeFile } from './writeFile.ts';

/** What the tools see of the outside. */
export interface ToolParts {
  workspace: Workspace;
  languages: Languages;
  tasks: Tasks;
  /** Default: the machine's. */
  network?: Network;
}

/** In a fixed order: the definitions are part of the prefix that the provider caches. */
export function builtinTools(parts: ToolParts): Tool[] {
  const { workspace } = parts;
  return [
    ...onDisk(workspace, [
      readFile(workspace),
      listFiles(workspace),
      searchText(workspace),
      findFiles(workspace),
      outline(workspace),
      inspectCode(parts),
      editFile(workspace),
      writeFile(workspace),
      deleteFile(workspace),
      renameFile(workspace),
      editNotebook(workspace),
      refactor(parts),
      runCommand(workspace),
      job(),
      runTask(workspace, parts.tasks),
      getDiagnostics(workspace),
      viewImage(workspace),
      watchVideoClip(workspace),
    ]),
    fetchUrl(parts.network),
    todo(),
    askUser(),
    ...onDisk(workspace, [explore(workspace)]),
    proposePlan(),
  ];
}
