import { spawn } from 'node:child_process';

/** How a server of the tests behaves; `plain` is as it should. */
export type Behaviour =
  | 'plain'
  /** Says nothing, ever. */
  | 'silent'
  /** Starts, and answers no call. */
  | 'stuck'
  /** Ends in the middle of a call that is not for `life`. */
  | 'mortal'
  /** Starts a process of its own, names it, and ends. */
  | 'parent'
  /** Takes a while for a call, and tells of its progress. */
  | 'slow'
  /** Lists the same page for ever. */
  | 'round'
  /** Writes megabytes of errors. */
  | 'loud'
  /** Answers a call with 50 MB in one message. */
  | 'huge'
  /** Answers a call with what is no JSON. */
  | 'garbled'
  /** Has 500 tools. */
  | 'rich'
  /** Has another tool in place of `picture` after its first call. */
  | 'fickle'
  /** Wants to use the client's model and to ask the user. */
  | 'curious'
  /** Wants to use the client's model, and does nothing without. */
  | 'stubborn';

/** What the errors of a server hold that was given one. */
export const KEY = `ghp_${'a1B2'.repeat(10)}`;

interface Request {
  id?: number | string;
  method?: string;
  params?: Record<string, unknown>;
  error?: { code: number; message: string };
}

export interface Out {
  send(message: object): void;
  sendRaw(text: string): void;
  print(text: string): void;
  exit(code: number): void;
}

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const PAGE = 100;

const text = (value: string) => ({ content: [{ type: 'text', text: value }] });
const tool = (name: string, description: string, properties: Record<string, object> = {}) => ({
  name,
  description,
  inputSchema: { type: 'object', properties, required: Object.keys(properties) },
  annotations: { readOnlyHint: true },
});

/** What a server of tools answers, in plain JSON-RPC, whatever the messages come by. */
export function answerMessages(behaviour: Behaviour, out: Out): (message: Request) => void {
  const reply = (id: Request['id'], result: object) => out.send({ jsonrpc: '2.0', id, result });
  let tools = [
    tool('echo', 'Says it again.', { text: { type: 'string' } }),
    tool('picture', 'A picture.'),
    tool('environment', 'What it sees of the environment.'),
    tool('fail', 'Fails.'),
  ];
  if (behaviour === 'rich') tools = Array.from({ length: 500 }, (_, index) => tool(`tool ${index}`, `No. ${index}`));
  const refusals: string[] = [];

  const list = ({ id, params }: Request) => {
    const from = Number(params?.cursor ?? 0);
    if (behaviour === 'round') return reply(id, { tools, nextCursor: 'again' });
    const more = from + PAGE < tools.length ? { nextCursor: String(from + PAGE) } : {};
    reply(id, { tools: tools.slice(from, from + PAGE), ...more });
  };

  const run = ({ id, params }: Request) => {
    const { name, arguments: args = {} } = params as { name: string; arguments?: { text?: string } };
    switch (name) {
      case 'picture':
        return reply(id, { content: [{ type: 'image', data: PNG, mimeType: 'image/png' }] });
      case 'environment':
        return reply(id, text(JSON.stringify(process.env)));
      case 'fail':
        return reply(id, { ...text('No such thing.'), isError: true });
      default:
        return reply(id, text(args.text ?? name));
    }
  };

  const misbehave = (message: Request): boolean => {
    const { id, params } = message;
    switch (behaviour) {
      case 'stuck':
        return true;
      case 'mortal':
        if (JSON.stringify(params).includes('life')) return false;
        out.print(`I cannot go on with ${KEY}.\n`);
        out.exit(3);
        return true;
      case 'parent': {
        const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
        child.unref();
        reply(id, text(`${child.pid}`));
        setImmediate(() => out.exit(0));
        return true;
      }
      case 'slow':
        tellProgress(message);
        return true;
      case 'loud':
        for (let count = 0; count < 80; count++) out.print(`${'!'.repeat(65_535)}\n`);
        return false;
      case 'huge':
        reply(id, text('x'.repeat(50_000_000)));
        return true;
      case 'garbled':
        out.sendRaw('{"jsonrpc":"2.0","id":');
        return true;
      case 'fickle':
        tools = [...tools.filter((one) => one.name !== 'picture'), tool('drawing', 'Another.')];
        out.send({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
        return false;
      case 'curious':
        out.send({ jsonrpc: '2.0', id: 'a', method: 'sampling/createMessage', params: { messages: [], maxTokens: 9 } });
        out.send({ jsonrpc: '2.0', id: 'b', method: 'elicitation/create', params: { message: 'Your password?' } });
        asked = message;
        return true;
      case 'stubborn':
        out.send({ jsonrpc: '2.0', id: 'a', method: 'sampling/createMessage', params: { messages: [], maxTokens: 9 } });
        return true;
      default:
        return false;
    }
  };
  const tellProgress = ({ id, params }: Request) => {
    const { progressToken } = (params?._meta ?? {}) as { progressToken?: number };
    let progress = 0;
    const timer = setInterval(() => {
      progress += 1;
      out.send({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken, progress } });
      if (progress < 8) return;
      clearInterval(timer);
      reply(id, text('At last.'));
    }, 250);
  };
  let asked: Request | undefined;

  return (message) => {
    const { id, method, params, error } = message;
    if (behaviour === 'silent') return;
    if (error) refusals.push(error.message);
    if (asked && refusals.length === 2) return reply(asked.id, text(`Refused: ${refusals.join(' ')}`));
    switch (method) {
      case 'initialize': {
        const serverInfo = { name: 'testing', version: '1' };
        const capabilities = { tools: { listChanged: true } };
        return reply(id, { protocolVersion: params?.protocolVersion, capabilities, serverInfo });
      }
      case 'tools/list':
        return list(message);
      case 'tools/call':
        if (!misbehave(message)) run(message);
    }
  };
}
