import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ChatEndpoint } from './chatEndpoint.ts';
import { DIALECTS, type Dialect, type DialectId } from './dialects.ts';
import { accessTerminated, invalidRequest, pathNotFound, type ServerError } from './errors.ts';
import { type FileAnswer, FileEndpoint, type StoredFile } from './fileEndpoint.ts';
import { asObject } from './json.ts';
import { readBody } from './readBody.ts';
import { type Outcome, sendError, sendJson } from './reply.ts';
import { type RecordedRequest, RequestLog } from './requestLog.ts';
import type { Scenario } from './scenario.ts';
import { tokens } from './usage.ts';

/** The limit of Moonshot's quickstart. */
const MAX_BODY_BYTES = 100 * 1024 * 1024;

export interface SimulatorOptions {
  scenario: Scenario;
  /** The provider that it speaks like. Default: Moonshot. */
  dialect?: DialectId;
  /** When set, requests with another bearer key or none are refused. When unset, any key and none will do. */
  key?: string;
  /** The ids that are listed and accepted. Default: the provider's. */
  models?: string[];
  /** Default: any free port. */
  port?: number;
  /** In tokens, estimated as bytes / 4. Default: 262144. */
  contextWindow?: number;
  /** What is left on the account. Default: 49.58894, as in Moonshot's API description. */
  balance?: number;
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
  const { scenario, key, port = 0, contextWindow = 262_144, balance = 49.58894 } = options;
  const dialect = DIALECTS[options.dialect ?? 'moonshot'];
  const models = options.models ?? dialect.models;
  const log = new RequestLog();
  const files = new FileEndpoint();
  const chat = new ChatEndpoint({ scenario, models, contextWindow, dialect, files });
  // Node sends each write at once (noDelay) unless told otherwise.
  const server = createServer((request, response) => {
    serve(request, response, { key, models, contextWindow, balance, dialect, log, chat, files }).catch(
      (error: unknown) => {
        // That a client hung up is what a test wanted to see; anything else is a fault of the simulator and ends the run.
        if (request.complete && !response.closed) throw error;
      },
    );
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
  balance: number;
  dialect: Dialect;
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

  const { chat, dialect, files, log } = service;
  const route = routeOf(recorded, dialect);
  const refusal = refuse(recorded, route, service);
  if (refusal) recorded.error = refusal;
  else if (route === 'chat') {
    chat.check(recorded, raw);
    const missing = files.missingIn(recorded.raw);
    if (missing && !recorded.error) recorded.error = missing;
  }
  log.announce(recorded);

  if (recorded.error) return sendError(response, recorded.error, dialect);
  if (!recorded.body) {
    const answer = await answerOther(recorded, body, service);
    if (answer.type === 'done') return sendJson(response, 200, answer.body);
    recorded.error = answer.error;
    return sendError(response, answer.error, dialect);
  }
  outcome = await chat.answer(recorded.body, recorded, response, hangUp.signal);
  if (outcome === 'cut') response.destroy();
}

type Route = 'chat' | 'models' | 'balance' | 'estimate' | 'upload' | 'files' | 'file' | 'delete';

const ROUTES: Record<string, Route> = {
  'POST /v1/chat/completions': 'chat',
  'GET /v1/models': 'models',
  'GET /v1/users/me/balance': 'balance',
  'POST /v1/tokenizers/estimate-token-count': 'estimate',
  'POST /v1/files': 'upload',
  'GET /v1/files': 'files',
  'GET /v1/files/{id}': 'file',
  'DELETE /v1/files/{id}': 'delete',
};

function routeOf({ method, path }: RecordedRequest, { account }: Dialect): Route | undefined {
  const place = path.replace(/\?.*/, '').replace(/^(\/v1\/files)\/[^/]+$/, '$1/{id}');
  const route = ROUTES[`${method} ${place}`];
  return account || route === 'chat' || route === 'models' ? route : undefined;
}

function refuse(
  { method, path, headers }: RecordedRequest,
  route: Route | undefined,
  { key, dialect }: Service,
): ServerError | undefined {
  if (!route) return pathNotFound(method, path);
  if (key !== undefined && headers.authorization !== `Bearer ${key}`) return dialect.invalidKey();
  const isStranger = dialect.agents && !dialect.agents.test(headers['user-agent'] ?? '');
  return isStranger ? accessTerminated() : undefined;
}

/** Answers everything but chat requests, which the scenario answers. */
async function answerOther(recorded: RecordedRequest, body: Buffer | undefined, service: Service): Promise<FileAnswer> {
  const { files, balance, dialect } = service;
  switch (routeOf(recorded, dialect)) {
    case 'upload':
      return await files.upload(recorded.headers, body ?? Buffer.alloc(0));
    case 'files':
      return files.list();
    case 'file':
      return files.get(recorded.path);
    case 'delete':
      return files.delete(recorded.path);
    case 'balance':
      return { type: 'done', body: balanceOf(balance) };
    case 'estimate':
      return estimate(recorded.raw);
    default:
      return { type: 'done', body: modelList(service) };
  }
}

/** Moonshot's API description: vouchers are used up first. */
function balanceOf(available: number): object {
  const cash = Math.min(available, 3);
  const data = { available_balance: available, voucher_balance: available - cash, cash_balance: cash };
  return { code: 0, data, scode: '0x0', status: true };
}

/** Moonshot's token estimation: the tokens of a prompt, without running it. */
function estimate(raw: string): FileAnswer {
  const body = asObject(JSON.parse(raw));
  if (typeof body?.model !== 'string' || !Array.isArray(body.messages)) {
    return { type: 'refused', error: invalidRequest('Invalid request: model and messages must be given') };
  }
  return { type: 'done', body: { data: { total_tokens: tokens(JSON.stringify(body.messages)) } } };
}

function modelList({ models, contextWindow, dialect }: Service): object {
  const data = models.map((id) => ({
    id,
    object: 'model',
    created: 1_764_547_200,
    owned_by: 'moonshot',
    ...dialect.listed(contextWindow),
  }));
  return { object: 'list', data };
}
