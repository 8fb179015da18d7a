import type { Message, MessageContent, ToolDefinition } from '../contracts/model.ts';

/** Of a medium, whatever its bytes, as Moonshot's command line reckons. */
const MEDIUM_TOKENS = 2_000;

/** As Moonshot's command line guesses: four ASCII characters a token, one of any other kind. */
export function estimateTokens(text: string): number {
  const others = text.match(/\P{ASCII}/gu)?.length ?? 0;
  return Math.ceil((text.length - others) / 4) + others;
}

export function estimateMessages(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + estimateMessage(message), 0);
}

export function estimateTools(tools: readonly ToolDefinition[]): number {
  return estimateTokens(JSON.stringify(tools));
}

export function estimateMessage(message: Message): number {
  if (message.role !== 'assistant') return contentTokens(message.content);
  const calls = message.toolCalls.map(({ name, arguments: args }) => name + args);
  return estimateTokens([message.content, message.reasoning?.text ?? '', ...calls].join(''));
}

function contentTokens(content: MessageContent): number {
  if (typeof content === 'string') return estimateTokens(content);
  return content.reduce((sum, part) => sum + (part.type === 'text' ? estimateTokens(part.text) : MEDIUM_TOKENS), 0);
}
