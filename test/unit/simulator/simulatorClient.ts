import type { Simulator } from '../../simulator/startSimulator.ts';

/** A request that the simulator accepts, with what a test changes in it. */
export function chat(changes: object = {}): object {
  return { model: 'kimi-k2.7-code', messages: [{ role: 'user', content: 'Hi' }], ...changes };
}

export function post(simulator: Simulator, body: object | string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${simulator.url}/chat/completions`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });
}

export function stream(simulator: Simulator, changes: object = {}, init: RequestInit = {}): Promise<Response> {
  return post(simulator, chat({ stream: true, ...changes }), init);
}

/** The data of each event, `[DONE]` included. */
export function eventsIn(text: string): string[] {
  return text
    .split(/\r?\n\r?\n/)
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice('data: '.length));
}

export interface Chunk {
  id: string;
  object: string;
  model: string;
  choices: {
    index: number;
    delta: {
      role?: string;
      content?: string;
      reasoning_content?: string;
      reasoning?: string;
      tool_calls?: { index: number; id?: string; type?: string; function: { name?: string; arguments: string } }[];
    };
    finish_reason: string | null;
    usage?: Usage;
  }[];
  usage?: Usage;
  error?: object;
}

interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  cached_tokens: number;
}

export function chunksIn(text: string): Chunk[] {
  return eventsIn(text)
    .filter((data) => data !== '[DONE]')
    .map((data): Chunk => JSON.parse(data));
}

/** What a client that puts the pieces together would have. */
export function assembled(chunks: Chunk[]) {
  const deltas = chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.delta));
  const calls: { id: string; name: string; arguments: string }[] = [];
  for (const piece of deltas.flatMap((delta) => delta.tool_calls ?? [])) {
    const call = calls[piece.index] ?? { id: piece.id ?? '', name: piece.function.name ?? '', arguments: '' };
    calls[piece.index] = { ...call, arguments: call.arguments + piece.function.arguments };
  }
  return {
    reasoning: deltas.map((delta) => delta.reasoning_content ?? delta.reasoning ?? '').join(''),
    content: deltas.map((delta) => delta.content ?? '').join(''),
    calls,
  };
}
