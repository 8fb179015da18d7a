import { prompt, startFixture } from '../unit/support/sessionFixture.ts';
import type { Figure } from './figure.ts';

const MAX_TOKENS = 4_000;
const BYTES_PER_TOKEN = 4;

/** What every request carries before the first word of the user: the system prompt and the tools, as they are sent. */
export async function measurePrompt(): Promise<Figure[]> {
  await using fixture = await startFixture({ scenario: [{ content: 'Hello.' }], served: true });
  await fixture.session.send(prompt('Hello'));
  const body = fixture.simulator.requests.find((request) => request.body)?.body;
  if (!body) throw new Error('The simulator accepted no request.');
  const system = Buffer.byteLength(JSON.stringify(body.messages[0]));
  const tools = Buffer.byteLength(JSON.stringify(body.tools));
  return [
    { figure: 'prompt.system', value: system, unit: 'bytes' },
    { figure: 'prompt.tools', value: tools, unit: 'bytes' },
    { figure: 'prompt.tokens', value: (system + tools) / BYTES_PER_TOKEN, unit: 'tokens', target: MAX_TOKENS },
  ];
}
