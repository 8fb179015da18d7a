import * as vscode from 'vscode';
import type { ForeignDefinition } from '../../agent/events/externalTools.ts';
import { checkDescribed } from '../../tools/external/externalDefinitions.ts';
import type { ForeignCaller, ForeignPart, ForeignReply } from '../../tools/external/externalTool.ts';
import type { ToolWords } from './enabledTools.ts';

export interface EditorTool {
  info: vscode.LanguageModelToolInformation;
  /** Of a server that VS Code runs, or else of an extension. */
  type: 'server' | 'extension';
  /** What it comes from, as the user knows it. */
  label: string;
}

/** Of one call; there is no sign of progress. */
const TIME_LIMIT_MS = 600_000;

/** Those of VS Code's own that only look, or run the workspace's tests. */
const EDITORS_OWN = new Set(['runTests', 'testFailure', 'vscode_listCodeUsages']);

/**
 * The tools in VS Code's list that come from elsewhere. Most of VS Code's own are parts of its chat, run commands and change files
 * past the gate: Ask Kimi has such tools behind it.
 */
export function languageModelTools(): EditorTool[] {
  const owners = ownersOfTools();
  return vscode.lm.tools.flatMap((info): EditorTool[] => {
    if (info.tags.includes('mcp')) return [{ info, type: 'server', label: 'VS Code' }];
    const label = EDITORS_OWN.has(info.name) ? 'VS Code' : owners.get(info.name);
    return label === undefined ? [] : [{ info, type: 'extension', label }];
  });
}

/** The names of the extensions that contribute tools, by tool. */
function ownersOfTools(): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { id, packageJSON } of vscode.extensions.all) {
    const manifest: unknown = packageJSON;
    const tools = property(property(manifest, 'contributes'), 'languageModelTools');
    const name = property(manifest, 'displayName');
    for (const tool of Array.isArray(tools) ? tools : []) {
      const toolName = property(tool, 'name');
      if (typeof toolName === 'string') owners.set(toolName, typeof name === 'string' ? name : id);
    }
  }
  return owners;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

export function editorCaller(definition: ForeignDefinition) {
  const { tool } = definition;
  const check = () => {
    const info = vscode.lm.tools.find(({ name }) => name === tool);
    if (!info) throw new Error(`The tool "${tool}" is not there any more: its extension or its server is off.`);
    checkDescribed(definition, wordsOf(info));
  };
  return {
    prepare: async () => {
      check();
      return undefined;
    },
    async call(args: Record<string, unknown>, signal: AbortSignal) {
      // The user may have taken their time to answer.
      check();
      return await invoke(tool, args, signal);
    },
  } satisfies ForeignCaller;
}

/** What a tool says of itself. */
export function wordsOf({ description, inputSchema }: vscode.LanguageModelToolInformation): ToolWords {
  return { description, schema: inputSchema };
}

async function invoke(name: string, input: object, signal: AbortSignal): Promise<ForeignReply> {
  const source = new vscode.CancellationTokenSource();
  const { promise, reject } = Promise.withResolvers<never>();
  const end = (reason: unknown) => {
    source.cancel();
    reject(reason);
  };
  const timer = setTimeout(
    () => end(new Error(`The tool "${name}" did not answer: its time was over.`)),
    TIME_LIMIT_MS,
  );
  const abort = () => end(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const invoked = vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, source.token);
    // What it throws are its own words: an answer.
    const reply = Promise.resolve(invoked).then(readResult, readFailure);
    return await Promise.race([reply, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    source.dispose();
  }
}

function readFailure(error: unknown): ForeignReply {
  const text = error instanceof Error ? error.message : String(error);
  return { parts: [{ type: 'text', text }], failed: true };
}

function readResult({ content }: vscode.LanguageModelToolResult): ForeignReply {
  return { parts: content.flatMap(readPart), failed: false };
}

/** Newer kinds of parts have no class in the oldest VS Code that is supported. */
function readPart(part: unknown): ForeignPart[] {
  if (part instanceof vscode.LanguageModelTextPart) return [{ type: 'text', text: part.value }];
  if (part instanceof vscode.LanguageModelPromptTsxPart) return [{ type: 'text', text: JSON.stringify(part.value) }];
  const data = property(part, 'data');
  const mimeType = property(part, 'mimeType');
  if (!(data instanceof Uint8Array) || typeof mimeType !== 'string') return [];
  if (mimeType.startsWith('image/')) return [{ type: 'image', bytes: data }];
  if (/^text\/|json/.test(mimeType)) return [{ type: 'text', text: new TextDecoder().decode(data) }];
  return [{ type: 'text', text: `[${mimeType}: ${data.length} bytes that are no text are left out.]` }];
}
