import type { Languages } from '../agent/contracts/languages.ts';
import type { Tasks } from '../agent/contracts/tasks.ts';
import type { Tool } from '../agent/contracts/tool.ts';
import type { Workspace } from '../agent/contracts/workspace.ts';
import { job } from './commands/job.ts';
import { runCommand } from './commands/runCommand.ts';
import { runTask } from './commands/runTask.ts';
import { whereFilesExist } from './common/whereFilesExist.ts';
import { askUser } from './conversation/askUser.ts';
import { explore } from './conversation/explore.ts';
import { proposePlan } from './conversation/proposePlan.ts';
import { todo } from './conversation/todo.ts';
import { deleteFile } from './files/deleteFile.ts';
import { editFile } from './files/editFile.ts';
import { editNotebook } from './files/editNotebook.ts';
import { listFiles } from './files/listFiles.ts';
import { readFile } from './files/readFile.ts';
import { renameFile } from './files/renameFile.ts';
import { writeFile } from './files/writeFile.ts';
import { getDiagnostics } from './language/getDiagnostics.ts';
import { inspectCode } from './language/inspectCode.ts';
import { refactor } from './language/refactor.ts';
import { viewImage } from './media/viewImage.ts';
import { watchVideoClip } from './media/watchVideoClip.ts';
import { findFiles } from './search/findFiles.ts';
import { outline } from './search/outline.ts';
import { searchText } from './search/searchText.ts';
import { fetchUrl } from './web/fetchUrl.ts';
import type { Network } from './web/network.ts';

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
    ...whereFilesExist(workspace, [
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
    ...whereFilesExist(workspace, [explore(workspace)]),
    proposePlan(),
  ];
}
