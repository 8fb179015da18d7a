import assert from 'node:assert/strict';
import { systemPrompt } from '../../../src/agent/systemPrompt.ts';
import { toolDefinition } from '../../../src/agent/toolDefinition.ts';
import { wireTools } from '../../../src/kimi/request/wireMessages.ts';
import { builtinTools } from '../../../src/tools/builtinTools.ts';
import { FolderWorkspace } from '../support/folderWorkspace.ts';
import { NO_LANGUAGES } from '../support/noLanguages.ts';
import { NO_TASKS } from '../support/noTasks.ts';

const MAX_TOKENS = 4_000;
const BYTES_PER_TOKEN = 4;

describe('the prompt and the tools that every request carries', () => {
  it('are small, also where every tool is offered', () => {
    const workspace = new FolderWorkspace('/home/somebody/projects/a-project');
    const system = systemPrompt({ platform: 'linux', shell: 'bash', folders: workspace.folders() });
    const tools = builtinTools({ workspace, languages: NO_LANGUAGES, tasks: NO_TASKS }).map(toolDefinition);
    const sent = JSON.stringify([{ role: 'system', content: system }, wireTools(tools).tools]);
    const tokens = Buffer.byteLength(sent) / BYTES_PER_TOKEN;
    assert(tokens < MAX_TOKENS, `${tokens}`);
  });
});
