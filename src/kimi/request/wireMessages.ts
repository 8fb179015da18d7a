import type { Message, MessageContent, ToolDefinition } from '../../agent/contracts/model.ts';
import type { MediaPart, ReasoningField } from '../../agent/events/events.ts';
import { closeControlMarks } from '../../util/text/escapeSpecialTokens.ts';
import { mendSurrogates } from '../../util/text/mendSurrogates.ts';
import { moonshotTools, sentName } from '../schema/moonshotTools.ts';
import { sentArguments } from './sentArguments.ts';

/** A message as Moonshot's chat API takes it; wider than OpenAI's types, which know no `reasoning_content`. */
export type WireMessage =
  | { role: 'system'; content: string }
  | { role: 'user'; content: string | WirePart[] }
  | { role: 'tool'; tool_call_id: string; content: string | WirePart[] }
  | {
      role: 'assistant';
      content?: string;
      reasoning_content?: string;
      reasoning?: string;
      tool_calls?: { id: string; type: 'function'; function: { name: string; arguments: string } }[];
    };

export type WirePart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string } }
  | { type: 'video_url'; video_url: { url: string } };

export interface WireTool {
  type: 'function';
  function: ToolDefinition;
}

export interface WireOptions {
  /** The URL by which a medium is sent, or why it is not: see UNSENT. */
  urlOf: (part: MediaPart) => Promise<string | { unsent: keyof typeof UNSENT }>;
  /** The field in which the endpoint reads reasoning; undefined for the one in which it came. */
  replayField: ReasoningField | undefined;
  /** See Preset: there, the model's own words are changed like those of others. */
  readsMarks: boolean;
}

/**
 * Messages as they are sent. The same messages always give the same bytes, and no string has half of a surrogate pair, which strict
 * servers refuse. What the model said is sent byte for byte, as the API wants it; its marks are closed in it only where the
 * endpoint would read them. In what others wrote (files, results, prompts) they are closed for every endpoint: no contract is
 * about those bytes, and what a hosted endpoint does with marks is not documented.
 */
export async function wireMessages(messages: readonly Message[], options: WireOptions): Promise<WireMessage[]> {
  return await Promise.all(messages.map((message) => wireMessage(message, options)));
}

/** Tools as they are sent, and what the names stand for by which they are sent. */
export function wireTools(tools: readonly ToolDefinition[]): { tools: WireTool[]; names: Map<string, string> } {
  const { definitions, names } = moonshotTools(tools);
  const json = JSON.stringify(definitions);
  const mended = mendSurrogates(json);
  const sent: ToolDefinition[] = mended === json ? definitions : JSON.parse(mended);
  return { tools: sent.map((tool) => ({ type: 'function', function: tool })), names };
}

async function wireMessage(message: Message, options: WireOptions): Promise<WireMessage> {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: othersText(message.content) };
    case 'user':
      return { role: 'user', content: await wireContent(message.content, options) };
    case 'tool':
      return {
        role: 'tool',
        tool_call_id: message.callId.toWellFormed(),
        content: await wireContent(message.content, options),
      };
    case 'assistant':
      return assistantMessage(message, options);
  }
}

function assistantMessage(
  { content, reasoning, toolCalls }: Extract<Message, { role: 'assistant' }>,
  { replayField, readsMarks }: WireOptions,
): WireMessage {
  const ownText = (text: string) => (readsMarks ? closeControlMarks(text) : text).toWellFormed();
  const calls = toolCalls.map((call) => ({
    id: call.id.toWellFormed(),
    type: 'function' as const,
    function: {
      // A name with `$` is one of the provider's own.
      name: call.name.startsWith('$') ? call.name.toWellFormed() : sentName(call.name),
      arguments: ownText(sentArguments(call)),
    },
  }));
  // A call without its reasoning is refused ("reasoning_content is missing in assistant tool call message"); a plain answer
  // that came without any goes back as it came.
  const text = reasoning?.text ?? (calls.length > 0 ? '' : undefined);
  const field = replayField ?? reasoning?.field ?? 'reasoning_content';
  return {
    role: 'assistant',
    // Beside tool calls an empty content is left out: as a text part it is refused as "text content is empty".
    ...(content === '' && calls.length > 0 ? {} : { content: ownText(content) }),
    ...(text === undefined ? {} : { [field]: ownText(text) }),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
}

async function wireContent(content: MessageContent, { urlOf }: WireOptions): Promise<string | WirePart[]> {
  if (typeof content === 'string') return wireText(content);
  if (content.length === 0) return wireText('');
  return await Promise.all(
    content.map(async (part): Promise<WirePart> => {
      if (part.type === 'text') return { type: 'text', text: wireText(part.text) };
      const url = await urlOf(part);
      if (typeof url !== 'string') return { type: 'text', text: `[A ${part.type}, which ${UNSENT[url.unsent]}.]` };
      return part.type === 'image'
        ? { type: 'image_url', image_url: { url } }
        : { type: 'video_url', video_url: { url } };
    }),
  );
}

const UNSENT = {
  notTaken: 'this endpoint does not take',
  gone: 'is no longer kept',
  refused: 'the endpoint refused',
} as const;

function wireText(text: string): string {
  return text === '' ? '(empty)' : othersText(text);
}

function othersText(text: string): string {
  return closeControlMarks(text).toWellFormed();
}
