import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { pinnedRequest } from '../../util/network/pinnedRequest.ts';
import { field, parseJson } from '../../util/text/json.ts';
import { boundedText } from '../client/boundedText.ts';
import type { PresetId } from './presets.ts';

/** Where servers of models listen by default: vLLM, llama.cpp, SGLang, LiteLLM, Ollama and LM Studio. */
export const LOCAL_PORTS: readonly number[] = [8000, 8080, 30000, 4000, 11434, 1234];

/** A server on this machine that speaks the API. Everything but the address is in its own words: show none of it as it is. */
export interface LocalServer {
  port: number;
  /** Scheme, host and port. */
  origin: string;
  /** With the `/v1`. */
  baseUrl: string;
  preset: Extract<PresetId, 'vllm' | 'sglang' | 'custom'>;
  /** Who serves the first model, as the server says; empty where it does not. */
  owner: string;
  /** Ids, at least one unless it wants a key. */
  models: string[];
  needsKey: boolean;
}

export interface LocalSearch {
  ports: readonly number[];
  /** Milliseconds that each port has for its whole answer. */
  answerMs: number;
  signal: AbortSignal;
  onFound(server: LocalServer): void;
}

/** Bytes of a list of models; a longer one is not read. */
const MAX_BYTES = 65_536;

/** Characters of a model's id; what has more is none. */
const MAX_ID = 500;

const LOOPBACK = { address: '127.0.0.1', family: 4 };

/**
 * Asks all ports at once which models they serve, without a key, and reports each server as soon as it has answered. Resolves
 * when all have answered or had their time. What does not answer as such a server does is left out.
 */
export async function findLocalServers({ ports, answerMs, signal, onFound }: LocalSearch): Promise<void> {
  const search = async (port: number) => {
    const late = AbortSignal.timeout(answerMs);
    const server = await serverAt(port, AbortSignal.any([signal, late])).catch(() => undefined);
    if (server && !signal.aborted) onFound(server);
  };
  await Promise.all(ports.map(search));
}

/** Undefined where the port speaks of no models. Rejects where nothing listens, no HTTP is spoken, or the signal is aborted. */
async function serverAt(port: number, signal: AbortSignal): Promise<LocalServer | undefined> {
  const origin = `http://${LOOPBACK.address}:${port}`;
  const baseUrl = `${origin}/v1`;
  const { status, said } = await ask(new URL(`${baseUrl}/models`), signal);
  const server = { port, origin, baseUrl };
  if (status === 401 && field(said, 'error') !== undefined) {
    return { ...server, preset: 'custom', owner: '', models: [], needsKey: true };
  }
  const listed = status === 200 ? field(said, 'data') : undefined;
  if (!Array.isArray(listed)) return undefined;
  const models = listed.map((model) => field(model, 'id')).filter(isId);
  if (models.length === 0) return undefined;
  const owner = field(listed[0], 'owned_by');
  return { ...server, ...kindOf(owner), models: [...new Set(models)], needsKey: false };
}

/**
 * No proxy, no redirect, and no address but the loopback one. Not by a `fetch`: the first one of a process loads what can take
 * longer than an answer may.
 */
async function ask(url: URL, signal: AbortSignal): Promise<{ status: number | undefined; said: unknown }> {
  const request = pinnedRequest(url, [LOOPBACK], { headers: { accept: 'application/json' }, signal });
  // It may fail after its answer has come, where nobody waits for it.
  request.on('error', () => {});
  const answered: Promise<IncomingMessage[]> = once(request, 'response', { signal });
  request.end();
  const [message] = await answered;
  if (!message) return { status: undefined, said: undefined };
  return { status: message.statusCode, said: parseJson(await boundedText({ body: message }, MAX_BYTES)) };
}

function isId(id: unknown): id is string {
  return typeof id === 'string' && id.trim() !== '' && id.length <= MAX_ID;
}

function kindOf(owner: unknown): Pick<LocalServer, 'preset' | 'owner'> {
  if (owner === 'vllm' || owner === 'sglang') return { preset: owner, owner };
  return { preset: 'custom', owner: typeof owner === 'string' ? owner : '' };
}
