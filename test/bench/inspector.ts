import { setTimeout } from 'node:timers/promises';

const READY_WITHIN_MS = 10_000;
const ASK_EVERY_MS = 50;
/** Node's own, where nothing else was said. */
const ADDRESS = 'http://127.0.0.1:9229/json/list';

/** The inspector of a Node process that runs. */
export interface Inspector extends AsyncDisposable {
  send(method: string, params?: object): Promise<Record<string, unknown>>;
}

/** Frees the port for the next process: it is the same for all. It waits until nobody is connected. */
const CLOSE = `setImmediate(() => process.getBuiltinModule('node:inspector').close())`;

/** Opens the inspector of a process, by the signal that Node has for that, and connects to it. Throws where another has the port. */
export async function inspect(pid: number): Promise<Inspector> {
  process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await findUrl());
  const opened = Promise.withResolvers<void>();
  socket.addEventListener('open', () => opened.resolve());
  socket.addEventListener('error', () => opened.reject(new Error('The inspector does not answer.')));
  await opened.promise;
  const waiting = new Map<number, (answer: Record<string, unknown>) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data));
    waiting.get(id)?.(result ?? {});
    waiting.delete(id);
  });
  let last = 0;
  const send: Inspector['send'] = (method, params = {}) => {
    last += 1;
    const { promise, resolve } = Promise.withResolvers<Record<string, unknown>>();
    waiting.set(last, resolve);
    socket.send(JSON.stringify({ id: last, method, params }));
    return promise;
  };
  const { result } = await send('Runtime.evaluate', { expression: 'process.pid' });
  if ((result as { value: number }).value !== pid) throw new Error('Another process has the inspector’s port.');
  return {
    send,
    async [Symbol.asyncDispose]() {
      await send('Runtime.evaluate', { expression: CLOSE });
      socket.close();
    },
  };
}

async function findUrl(): Promise<string> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const listed = await fetch(ADDRESS).catch(() => undefined);
    if (!listed) {
      await setTimeout(ASK_EVERY_MS);
      continue;
    }
    const [{ webSocketDebuggerUrl }] = (await listed.json()) as [{ webSocketDebuggerUrl: string }];
    return webSocketDebuggerUrl;
  }
  throw new Error('The process opens no inspector.');
}
