import type { Message } from '../../agent/contracts/model.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';
import { type Answer, type Chat, isFailure, replay } from './chat.ts';
import type { Finding, Findings } from './findings.ts';

/** Long, and the same each time: providers cache prefixes of more than 256 tokens (Moonshot's documentation). */
const SYSTEM = [
  'You take part in a test of this connection. Answer exactly what is asked for, and as briefly as you can.',
  'What follows only makes this text long enough to be cached. Ignore it.',
  ...Array.from({ length: 60 }, (_, index) => `Line ${index + 1} says nothing but its own number, ${index + 1}.`),
].join('\n');

const QUESTION = 'Write the numbers from one to twenty as English words, separated by commas. Nothing else.';

/** A first reply, and a second one that continues it: the stream, its reasoning and usage, and the prefix cache. */
export async function probeStream(chat: Chat, endpoint: Endpoint): Promise<Findings> {
  const messages: Message[] = [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: QUESTION },
  ];
  const answer = await chat.ask(messages);
  if (isFailure(answer)) return { stream: { type: 'failed', failure: answer } };
  const again: Message = { role: 'user', content: 'And the number after these, as one word?' };
  const second = await chat.ask([...messages, replay(answer), again]);
  return {
    stream: { type: 'streamed', ending: answer.form.ending, speed: answer.speed },
    reasoning: reasoningOf(answer, endpoint),
    usage:
      answer.form.usageIn.length > 0 ? { type: 'usageReported', places: answer.form.usageIn } : { type: 'noUsage' },
    cache: isFailure(second) ? { type: 'failed', failure: second } : cacheOf(second),
  };
}

/** K2.7 Code always reasons. Its template opens the reasoning, so a server that does not part it sends the end tag only. */
function reasoningOf({ reasoning, reasoningField, mixed, form }: Answer, endpoint: Endpoint): Finding {
  if (form.thinkTags) return { type: 'reasoningInContent' };
  if (!reasoning) return { type: 'noReasoning' };
  const replayedAs = endpoint.replayField ?? reasoningField;
  return { type: 'reasoned', field: reasoningField, replayedAs, order: mixed ? 'mixed' : 'first' };
}

function cacheOf({ usage }: Answer): Finding {
  if (usage?.cached === undefined) return { type: 'cacheNotReported' };
  const { cached, prompt } = usage;
  return cached > 0 ? { type: 'cached', cached, prompt } : { type: 'notCached', prompt };
}
