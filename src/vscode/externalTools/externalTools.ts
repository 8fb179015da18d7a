import * as vscode from 'vscode';
import type { ForeignTools, Tool } from '../../agent/contracts/tool.ts';
import type { ForeignDefinition } from '../../agent/events/externalTools.ts';
import { externalDefinitions, type ForeignWords } from '../../tools/external/externalDefinitions.ts';
import { externalTool } from '../../tools/external/externalTool.ts';
import type { ToolServers } from '../../tools/external/mcp/toolServers.ts';
import type { ChosenTool, EnabledTools, ToolWords } from './enabledTools.ts';
import { type EditorTool, editorCaller, languageModelTools, wordsOf } from './languageModelTools.ts';

/** The tools from elsewhere that the user has switched on, as sessions of this window have them. */
export class VscodeForeignTools implements ForeignTools {
  private readonly chosen: EnabledTools;
  private readonly servers: ToolServers;

  constructor(chosen: EnabledTools, servers: ToolServers) {
    this.chosen = chosen;
    this.servers = servers;
  }

  async offered(taken: ReadonlySet<string>): Promise<ForeignDefinition[]> {
    if (!vscode.workspace.isTrusted) return [];
    return externalDefinitions(await this.words(), taken);
  }

  tool(definition: ForeignDefinition): Tool {
    const { source } = definition;
    const caller = source.type === 'server' ? this.servers.caller(source, definition) : editorCaller(definition);
    return externalTool(definition, caller);
  }

  /** Those that are there; one that VS Code has too, from the same server, is not told of twice. */
  private async words(): Promise<ForeignWords[]> {
    const files = await this.servers.files();
    const configured = new Set(files.flatMap(({ servers }) => servers.map(({ folder, name }) => `${folder}\n${name}`)));
    const own = this.chosen
      .get()
      .filter((tool) => tool.type === 'server')
      .filter(({ folder, server }) => configured.has(`${folder}\n${server}`));
    const chosen = new Map(this.chosen.get().flatMap((one) => (one.type === 'editor' ? [[one.tool, one]] : [])));
    const editors = languageModelTools()
      .filter(({ info }) => chosen.has(info.name))
      .filter((tool) => !own.some((one) => isOfSameServer(tool, one)));
    return [...own.map(serverWords), ...editors.map((tool) => editorWords(tool, chosen.get(tool.info.name)?.words))];
  }
}

/** VS Code names a server's tool for the server and the tool, and tells of no more. */
export function isOfSameServer(
  { info, type }: EditorTool,
  { tool, description }: Pick<Extract<ChosenTool, { type: 'server' }>, 'tool' | 'description'>,
): boolean {
  const end = `_${tool.replace(/[^\w-]/g, '_')}`;
  return type === 'server' && info.name.endsWith(end) && info.description.trim() === description.trim();
}

function serverWords({ folder, server, ...words }: Extract<ChosenTool, { type: 'server' }>): ForeignWords {
  return { ...words, wanted: `mcp_${server}_${words.tool}`, source: { type: 'server', folder, server } };
}

/** As it was when the user chose it. */
export function editorWords({ info, label }: EditorTool, words: ToolWords = wordsOf(info)): ForeignWords {
  return { ...words, wanted: info.name, tool: info.name, source: { type: 'editor', label } };
}
