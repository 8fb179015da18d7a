import { type Chat, CLIP, isFailure, PICTURE } from './chat.ts';
import type { Finding } from './findings.ts';

const QUESTION = 'Which colour fills this? Answer with one English word.';

/** Whether the model sees: some gateways take a picture and drop it. */
export async function probeMedia(chat: Chat, medium: 'image' | 'video'): Promise<Finding> {
  const [part, colour] = medium === 'image' ? ([PICTURE, /\bred\b/i] as const) : ([CLIP, /\bblue\b/i] as const);
  const answer = await chat.ask([{ role: 'user', content: [part, { type: 'text', text: QUESTION }] }]);
  if (isFailure(answer)) return { type: 'failed', failure: answer };
  return colour.test(answer.content) ? { type: 'mediaSeen' } : { type: 'mediaNotSeen', answer: answer.content };
}
