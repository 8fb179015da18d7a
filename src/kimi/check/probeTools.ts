import type { Message, ToolCall, ToolDefinition } from '../../agent/contracts/model.ts';
import { type Answer, type Chat, isFailure, replay } from './chat.ts';
import type { Finding, Findings } from './findings.ts';

const TOOL: ToolDefinition = {
  name: 'get_weather',
  description: 'Tells the weather in a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

const QUESTION = 'What is the weather in Paris and in Rome? Call get_weather for both cities in one reply.';

/** Two calls in one reply, and the reply to their results. */
export async function probeTools(chat: Chat): Promise<Findings> {
  const messages: Message[] = [{ role: 'user', content: QUESTION }];
  const answer = await chat.ask(messages, [TOOL]);
  const none: Finding = { type: 'skipped', reason: 'noCallToReplay' };
  if (isFailure(answer)) {
    return { toolCall: { type: 'failed', failure: answer }, parallelCalls: none, toolReplay: none };
  }
  const { calls } = answer;
  const toolCall = callOf(answer);
  if (calls.length === 0) return { toolCall, parallelCalls: none, toolReplay: none };
  const results = calls.map((call): Message => ({ role: 'tool', callId: call.id, content: 'Sunny, 21 °C.' }));
  const second = await chat.ask([...messages, replay(answer), ...results], [TOOL]);
  return {
    toolCall,
    parallelCalls: calls.length > 1 ? { type: 'parallelCalls', count: calls.length } : { type: 'oneCall' },
    toolReplay: isFailure(second) ? { type: 'failed', failure: second } : { type: 'replayed' },
  };
}

function callOf({ calls, content, reasoning = '', form }: Answer): Finding {
  if (calls.length === 0) {
    return { type: (content + reasoning).includes('<|tool_call') ? 'callMarkersInText' : 'noToolCall' };
  }
  const wrong = calls.find((call) => !isForTool(call));
  if (wrong) return { type: 'badArguments', arguments: `${wrong.name} ${wrong.arguments}` };
  return { type: form.leakedCalls ? 'callsLeaked' : 'toolCalled' };
}

function isForTool(call: ToolCall): boolean {
  if (call.name !== TOOL.name) return false;
  try {
    const value: unknown = JSON.parse(call.arguments);
    return typeof value === 'object' && value !== null && 'city' in value && typeof value.city === 'string';
  } catch {
    return false;
  }
}
