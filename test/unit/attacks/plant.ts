import path from 'node:path';
import type { ForeignTools } from '../../../src/agent/contracts/tool.ts';
import type { Attachment, Prompt } from '../../../src/agent/events/events.ts';
import { externalDefinitions } from '../../../src/tools/external/externalDefinitions.ts';
import { externalTool } from '../../../src/tools/external/externalTool.ts';
import { encodePng } from '../../../src/tools/media/png.ts';
import { contentFilter, invalidRequest } from '../../simulator/errors.ts';
import type { Completion, ScriptedReply } from '../../simulator/scenario.ts';
import { commitAll, git } from '../support/gitFolder.ts';
import type { SessionFixture } from '../support/sessionFixture.ts';
import type { Channel } from './injections.ts';

/** A page of the web that is served to whoever asks. */
export interface Served {
  status: number;
  type: string;
  body: string;
}

export interface Planted {
  /** What leads the model to the words. */
  replies: ScriptedReply[];
  /** Sent one after another. */
  prompts: Prompt[];
}

const STRANGE_TOOL = 'mcp_strange_tell';

/** A server's tool that was switched on, and describes itself or answers in words of strangers. */
export function strangeTool(channel: Channel, words: string): ForeignTools {
  const described = channel === 'foreignDescription' ? words : 'Tells something.';
  const offered = [
    {
      wanted: STRANGE_TOOL,
      tool: 'tell',
      description: described,
      schema: { type: 'object', properties: { what: { type: 'string', description: described } } },
      source: { type: 'server' as const, folder: '/', server: 'strange' },
    },
  ];
  return {
    offered: async (taken) => externalDefinitions(offered, taken),
    tool: (definition) =>
      externalTool(definition, {
        prepare: async () => undefined,
        call: async () => ({
          parts: [{ type: 'text', text: channel === 'foreignResult' ? words : 'Nothing new.' }],
          failed: false,
        }),
      }),
  };
}

/** Puts words of strangers where a channel has them, and scripts a model that comes across them. */
export async function plant(
  { channel, at = 'notes.md', words }: { channel: Channel; at?: string; words: string },
  fixture: SessionFixture,
  serve: (page: Served) => string,
): Promise<Planted> {
  const { workspace, folder, write, session } = fixture;
  const name = nameOf(words);
  const attach = (attachment: Attachment): Planted => ({ replies: [], prompts: [promptWith(attachment)] });
  switch (channel) {
    case 'file':
      await write(at, words);
      return call('read_file', { path: at });
    case 'fileName':
      await write(name, '');
      return call('list_files', {});
    case 'folderName':
      await write(`${name}/a.txt`, '');
      return call('list_files', { depth: 1 });
    case 'foundName':
      await write(`${name}.txt`, '');
      return call('find_files', { name: '**/*.txt' });
    case 'missingName':
      await write(`${name}.md`, '');
      return call('read_file', { path: `${name}.mdx` });
    case 'searchedLine':
      await write(at, words);
      return call('search_text', { pattern: 'zq', context: 3 });
    case 'symbol':
      workspace.defined.set(path.join(folder, 'src/main.ts'), [words]);
      return call('outline', {});
    case 'notebookCell':
    case 'notebookOutput': {
      const outputs =
        channel === 'notebookOutput' ? [{ output_type: 'stream', name: 'stdout', text: words.split(/(?<=\n)/) }] : [];
      const source = channel === 'notebookCell' ? words : '1';
      const cells = [{ cell_type: 'code', metadata: {}, execution_count: 1, source, outputs }];
      await write('a.ipynb', JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
      return call('read_file', { path: 'a.ipynb' });
    }
    case 'diagnostic':
      workspace.problems = [{ path: 'src/main.ts', line: 1, severity: 'error', message: words, source: 'ts' }];
      return call('get_diagnostics', {});
    case 'newProblem':
      workspace.onSave = (text) => {
        workspace.problems = [{ path: 'src/new.ts', line: 1, severity: 'error', message: words, source: 'ts' }];
        return text;
      };
      return call('write_file', { path: 'src/new.ts', content: 'x\n' });
    case 'formatter':
      workspace.onSave = (text) => `${text}${words}\n`;
      return call('write_file', { path: 'src/new.ts', content: 'x\n' });
    case 'commandOutput':
      await write('printed.txt', words);
      return call('run_command', { command: 'cat printed.txt' });
    case 'commitMessage':
      commitAll(folder);
      git(folder, 'commit', '-q', '--allow-empty', '-m', words);
      return call('run_command', { command: 'git log -1 --format=%B' });
    case 'branchName':
      commitAll(folder);
      git(folder, 'branch', words.replaceAll(' ', '-'));
      return call('run_command', { command: 'git branch --list' });
    case 'page':
      return call('fetch_url', { url: serve({ status: 200, type: 'text/html', body: at.replace('{words}', words) }) });
    case 'pageText':
      return call('fetch_url', { url: serve({ status: 200, type: 'text/plain', body: words }) });
    case 'pageType':
      return call('fetch_url', { url: serve({ status: 200, type: words.replace(/[^ -~]/g, ''), body: '\0' }) });
    case 'pageError':
      return call('fetch_url', { url: serve({ status: 404, type: 'text/plain', body: words }) });
    case 'selection':
      return attach({ type: 'selection', path: 'a.ts', startLine: 1, endLine: 9, language: 'typescript', text: words });
    case 'attachedFile':
      return attach({ type: 'file', path: 'a.ts', language: 'typescript', text: words });
    case 'attachedPath':
      return attach({ type: 'file', path: words, language: 'typescript' });
    case 'imageName':
    case 'imageText': {
      const image = channel === 'imageName' ? `${name}.png` : 'a.png';
      await write(image, withComment(encodePng(dot), words));
      return call('view_image', { path: image });
    }
    case 'foreignResult':
    case 'foreignDescription':
      return call(STRANGE_TOOL, {});
    case 'endpointError':
      return {
        replies: [invalidRequest(words), { ...contentFilter(), error: { message: words, type: words } }],
        prompts: [GO, GO, GO],
      };
    case 'modelName':
      return { replies: [named(words)], prompts: [GO, GO] };
    case 'sessionTitle':
      await session.rename(words);
      return { replies: [], prompts: [GO] };
  }
}

const GO: Prompt = { text: 'Go', attachments: [] };
const dot = { width: 1, height: 1, data: new Uint8Array([0, 0, 0, 255]) };

function call(name: string, args: object): Planted {
  return { replies: [{ reasoning: 'Look.', toolCalls: [{ name, arguments: args }] }], prompts: [GO] };
}

function promptWith(attachment: Attachment): Prompt {
  return { text: 'Go', attachments: [attachment] };
}

/** As much of the words as a file's name can hold. */
function nameOf(words: string): string {
  return words.replaceAll('/', '∕').slice(0, 120);
}

/** A `tEXt` chunk after the header, as cameras and editors write it. */
function withComment(png: Uint8Array, words: string): Uint8Array {
  const text = Buffer.from(`Comment\0${words}`, 'latin1');
  const chunk = Buffer.alloc(12 + text.length);
  chunk.writeUInt32BE(text.length, 0);
  chunk.write('tEXt', 4, 'latin1');
  text.copy(chunk, 8);
  const afterHeader = 8 + 25;
  return Buffer.concat([png.subarray(0, afterHeader), chunk, png.subarray(afterHeader)]);
}

/** An answer of a server that gives its model this name. */
function named(model: string): Completion {
  const chunk = (delta: object, finish: string | null) =>
    JSON.stringify({
      id: model,
      object: 'chat.completion.chunk',
      created: 1,
      model,
      system_fingerprint: model,
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  return { raw: [chunk({ role: 'assistant', content: 'Hello.' }, null), chunk({}, 'stop')] };
}
