import type { Languages } from '../../agent/contracts/languages.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';

/** What the tools that ask language servers see of the outside. */
export interface LanguageParts {
  workspace: Workspace;
  languages: Languages;
}
