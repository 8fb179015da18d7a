import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ChatEndpoint } from './chatEndpoint.ts';
import { invalidKey, pathNotFound, type ServerError } from './errors.ts';
import { FileEndpoint, type StoredFile } from './fileEndpoint.ts';
import { readBody } from './readBody.ts';
import { type Outcome, sendError, sendJson } from './reply.ts';
import { type RecordedRequest, RequestLog } from './requestLog.ts';
import type { Scenario } from './scenario.ts';

/** The limit of Moonshot's quickstart. */
const MAX_BODY_BYTES = 100 * 1024 * 1024;
const MODELS = ['kimi-k2.7-code', 'kimi-k2.7-code-highspeed', 'kimi-k2.6', 'kimi-k2.5'];

export interface SimulatorOptions {
  scenario: Scenario;
  /** When set, requests with another bearer key or none are refused. When unset, any key and none will do. */
  key?: string;
  /** The ids that are listed and accepted. Default: Moonshot's. */
  models?: string[];
  /** Default: any free port. */
  port?: number;
  /** In tokens, estimated as bytes / 4. Default: 262144. */
  contextWindow?: number;
}

export interface Simulator extends AsyncDisposable {
  /** The base URL, with `/v1`. */
  url: string;
  requests: RecordedRequest[];
  /** What was uploaded and not deleted, by id. */
  files: Map<string, StoredFile>;
  /**
   * The messages of all refusals of requests that a correct client never sends, and of the scenario's own faults (exhausted, or
   * a function of it threw). Not: refused keys, unknown models, a full context, scripted failures.
   */
  violations(): string[];
  /**
   * The first request that the predicate accepts, or the nth of all. Resolves when the request has arrived and been checked,
   * before it is answered; rejects when the simulator is closed first.
   */
  waitForRequest(wanted: number | ((request: RecordedRequest) => boolean)): Promise<RecordedRequest>;
  /** Hangs up on whoever is still connected. */
  close(): Promise<void>;
}

/** A Kimi service on loopback: it refuses what the real one refuses and answers what the scenario says. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { scenario, key, models = MODELS, port = 0, contextWindow = 262_144 } = options;
  const log = new RequestLog();
  const files = new FileEndpoint();
  const chat = new ChatEndpoint({ scenario, models, contextWindow });
  // Node sends each write at once (noDelay) unless told otherwise.
  const server = createServer((request, response) => {
    serve(request, response, { key, models, contextWindow, log, chat, files }).catch((error: unknown) => {
      // That a client hung up is what a test wanted to see; anything else is a fault of the simulator and ends the run.
      if (request.complete && !response.closed) throw error;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator has no port');

  const close = async () => {
    log.close();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests: log.requests,
    files: files.files,
    violations: () => [...chat.violations],
    waitForRequest: (wanted) =>
      log.find(typeof wanted === 'number' ? (request) => log.requests[wanted - 1] === request : wanted),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Service {
  key: string | undefined;
  models: readonly string[];
  contextWindow: number;
  log: RequestLog;
  chat: ChatEndpoint;
  files: FileEndpoint;
}

async function serve(request: IncomingMessage, response: ServerResponse, service: Service): Promise<void> {
  const body = await readBody(request, MAX_BODY_BYTES);
  const raw = body?.toString();
  const recorded = service.log.record(request, response, raw ?? '');
  const hangUp = new AbortController();
  let outcome: Outcome | undefined;
  response.once('close', () => {
    if (response.writableFinished || outcome === 'cut') return;
    recorded.aborted = true;
    hangUp.abort();
  });

  const { chat, files, log } = service;
  const route = routeOf(recorded);
  const refusal = refuse(recorded, route, service.key);
  if (refusal) recorded.error = refusal;
  else if (route === 'chat') {
    chat.check(recorded, raw);
    const missing = files.missingIn(recorded.raw);
    if (missing && !recorded.error) recorded.error = missing;
  }
  log.announce(recorded);

  if (recorded.error) return sendError(response, recorded.error);
  if (route === 'upload' || route === 'delete') {
    const answer =
      route === 'upload' ? await files.upload(request.headers, body ?? Buffer.alloc(0)) : files.delete(recorded.path);
    if (answer.type === 'refused') return sendError(response, answer.error);
    return sendJson(response, 200, answer.body);
  }
  if (!recorded.body) return sendJson(response, 200, modelList(service));
  outcome = await chat.answer(recorded.body, recorded, response, hangUp.signal);
  if (outcome === 'cut') response.destroy();
}

function routeOf({ method, path }: RecordedRequest): 'chat' | 'models' | 'upload' | 'delete' | undefined {
  if (method === 'DELETE' && path.startsWith('/v1/files/')) return 'delete';
  switch (`${method} ${path.replace(/\?.*/, '')}`) {
    case 'POST /v1/chat/completions':
      return 'chat';
    case 'POST /v1/files':
      return 'upload';
    case 'GET /v1/models':
      return 'models';
    default:
      return undefined;
  }
}

function refuse(
  recorded: RecordedRequest,
  route: string | undefined,
  key: string | undefined,
): ServerError | undefined {
  if (!route) return pathNotFound(recorded.method, recorded.path);
  return key === undefined || recorded.headers.authorization === `Bearer ${key}` ? undefined : invalidKey();
}

/** Moonshot's OpenAPI description gives each model these fields. */
function modelList({ models, contextWindow }: Service): object {
  const data = models.map((id) => ({
    id,
    object: 'model',
    created: 1_764_547_200,
    owned_by: 'moonshot',
    context_length: contextWindow,
    supports_image_in: true,
    supports_video_in: true,
    supports_reasoning: true,
  }));
  return { object: 'list', data };
}
