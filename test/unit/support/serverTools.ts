import { readFile } from 'node:fs/promises';
import type { ForeignTools } from '../../../src/agent/contracts/tool.ts';
import { externalDefinitions } from '../../../src/tools/external/externalDefinitions.ts';
import { externalTool } from '../../../src/tools/external/externalTool.ts';
import { type ToolServerParts, ToolServers } from '../../../src/tools/external/mcp/toolServers.ts';

export interface ServerTools extends AsyncDisposable {
  servers: ToolServers;
  /** What the user agreed to, by server. */
  agreements: Map<string, string>;
  /** The tools of the server `demo`, switched on. */
  foreign: ForeignTools;
}

/** The servers that one folder configures, started for real; what is kept of the user is in memory. */
export function serverTools(folder: string, parts: Partial<ToolServerParts> = {}): ServerTools {
  const agreements = new Map<string, string>();
  const servers = new ToolServers({
    folders: () => [folder],
    trusted: () => true,
    environment: () => ({ PATH: process.env.PATH }),
    agreements: { get: (key) => agreements.get(key), keep: async (key, hash) => void agreements.set(key, hash) },
    enter: async () => undefined,
    forgetEntered: async () => {},
    readFile: (file) => readFile(file, 'utf8').catch(() => undefined),
    ...parts,
  });
  const source = { type: 'server' as const, folder, server: 'demo' };
  // As the server itself describes them: see test/mcp/answerMessages.ts.
  const words = (tool: string, description: string, properties: object = {}) => ({
    wanted: `mcp_demo_${tool}`,
    tool,
    description,
    schema: { type: 'object', properties, required: Object.keys(properties) },
    source,
  });
  const offered = [
    words('echo', 'Says it again.', { text: { type: 'string' } }),
    words('picture', 'A picture.'),
    words('environment', 'What it sees of the environment.'),
  ];
  return {
    servers,
    agreements,
    foreign: {
      offered: async (taken) => externalDefinitions(offered, taken),
      tool: (definition) => externalTool(definition, servers.caller(source, definition)),
    },
    [Symbol.asyncDispose]: () => servers.close(),
  };
}
