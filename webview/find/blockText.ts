import type { ToolOutput } from '../../src/shared/protocol.ts';
import type { Block } from '../../src/shared/transcript/reduce.ts';
import { plainText } from '../markdown/plainText.ts';
import { partialArgument } from '../words/partialArgument.ts';
import { prettyJson } from '../words/prettyJson.ts';

/** What is found in a block: what it shows when it is open. */
export function blockText(block: Block): string {
  switch (block.type) {
    case 'user':
      return block.text;
    case 'reasoning':
    case 'content':
      return plainText(block.text);
    case 'tool':
      return [
        partialArgument(block.arguments, 'path') ?? '',
        partialArgument(block.arguments, 'pattern') ?? '',
        prettyJson(block.arguments),
        outputText(block.output),
      ].join('\n');
    case 'edit':
      return [block.path ?? '', block.renamedTo ?? '', block.feedback ?? ''].join('\n');
    case 'command':
      return `$ ${block.command}\n${block.printed}`;
    case 'question':
      return [block.question, block.answer ?? ''].join('\n');
    case 'plan':
      return block.items.map(({ text }) => text).join('\n');
    case 'consent':
      return Object.values(block.asks)
        .filter((value) => typeof value === 'string')
        .join('\n');
    case 'error':
      return block.failure.detail;
    case 'changes':
      return block.files.map(({ path }) => path).join('\n');
    case 'compaction':
      return [block.focus ?? '', plainText(block.note ?? '')].join('\n');
    case 'notice':
      return '';
  }
}

function outputText(output: ToolOutput | undefined): string {
  if (output === undefined || typeof output === 'string') return output ?? '';
  return output.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}
