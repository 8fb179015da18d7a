import type { Attachment, OutputPart } from '../../agent/events/events.ts';
import type { Block, CallBlock, ConsentBlock, EditBlock } from './blocks.ts';
import type { Transcript } from './transcript.ts';

/** Headings, in the user's language. */
export interface MarkdownWords {
  you: string;
  reasoning: string;
}

/** A conversation as a document: what was said as it was written, what was done in short, by the names that the log has for it. */
export function toMarkdown({ title, blocks }: Transcript, words: MarkdownWords): string {
  const parts = blocks.map((block) => wordBlock(block, words)).filter((part) => part !== '');
  return `${[`# ${collapsed(title) || 'Ask Kimi'}`, ...parts].join('\n\n')}\n`;
}

function wordBlock(block: Block, words: MarkdownWords): string {
  switch (block.type) {
    case 'user':
      return [`## ${words.you}`, block.text, block.attachments.map((item) => `- ${wordAttachment(item)}`).join('\n')]
        .filter((part) => part !== '')
        .join('\n\n');
    case 'reasoning':
      return quote(`**${words.reasoning}**\n\n${block.text}`);
    case 'content':
      return `## Kimi\n\n${block.text}`;
    case 'tool':
      return [`**${block.name}** ${code(collapsed(block.arguments))}`, wordOutput(block)].filter(Boolean).join('\n\n');
    case 'command':
      return [`**${block.name}** (${block.state})`, fence(`$ ${block.command}\n${block.printed}`.trimEnd())].join(
        '\n\n',
      );
    case 'edit':
      return `**${block.name}** ${wordEdit(block)}`;
    case 'question':
      return [`**${block.name}** ${block.question}`, block.answer ?? ''].filter((part) => part !== '').join('\n\n');
    case 'plan':
      return block.items.map(({ text, state }) => `- [${state === 'done' ? 'x' : ' '}] ${collapsed(text)}`).join('\n');
    case 'consent':
      return `**${block.asks.type}** ${code(subjectOf(block))} (${block.state})`;
    case 'compaction':
      return [`*${block.type}: ${block.state}*`, block.note ? quote(block.note) : ''].filter(Boolean).join('\n\n');
    case 'notice':
      return `*${block.notice}*`;
    case 'error':
      return `**${block.failure.code}** ${collapsed(block.failure.detail)}`;
    case 'changes':
      return block.files
        .map(({ path, change, added, removed }) => `- ${change} ${code(path)} (+${added} −${removed})`)
        .join('\n');
  }
}

function wordEdit({ path = '', renamedTo, added, removed, state, feedback }: EditBlock): string {
  const place = renamedTo === undefined ? code(path) : `${code(path)} → ${code(renamedTo)}`;
  return `${place} (+${added} −${removed}, ${state})${feedback ? `\n\n${quote(feedback)}` : ''}`;
}

function wordOutput({ output }: CallBlock): string {
  if (output === undefined) return '';
  const text = typeof output === 'string' ? output : output.map(wordPart).join('\n');
  return text === '' ? '' : fence(text);
}

function wordPart(part: OutputPart): string {
  return part.type === 'text' ? part.text : `[${part.mimeType}]`;
}

function wordAttachment(attachment: Attachment): string {
  switch (attachment.type) {
    case 'selection':
      return `${code(attachment.path)} ${attachment.startLine}–${attachment.endLine}`;
    case 'file':
    case 'folder':
      return code(attachment.path);
    case 'data':
      return `${attachment.source} ${collapsed(attachment.name)}`.trim();
    case 'image':
    case 'video':
      return code(attachment.name);
  }
}

function quote(text: string): string {
  return text.trim().replace(/^/gm, '> ');
}

function subjectOf({ asks }: ConsentBlock): string {
  if ('path' in asks) return asks.path;
  return 'url' in asks ? asks.url : JSON.stringify(asks);
}

/** A fence that nothing in the text ends. */
function fence(text: string): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}\n${text}\n${ticks}`;
}

function code(text: string): string {
  const ticks = '`'.repeat(longestRun(text) + 1);
  return ticks.length > 1 ? `${ticks} ${text} ${ticks}` : `\`${text}\``;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

function collapsed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
