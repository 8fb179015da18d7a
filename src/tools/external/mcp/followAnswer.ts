import { isObject, parseJson } from '../../../util/text/json.ts';
import { LostRequest } from './lostRequest.ts';

type RequestId = string | number;

/**
 * The same response to a request, read as it is read. Where a stream of events ends or breaks off without the answer, `onLost` is
 * told, with the id of the last event if the server gave one: there the stream can be resumed. Any other body that breaks off fails
 * with a LostRequest.
 */
export function followAnswer(
  response: Response,
  id: RequestId,
  onLost: (lost: LostRequest, lastEvent: string | undefined) => void,
): Response {
  const { body, ok, status, statusText, headers } = response;
  if (!body || !ok) return response;
  const events = /^text\/event-stream\b/i.test(headers.get('content-type') ?? '') ? new AnswerEvents(id) : undefined;
  const reader = body.getReader();
  const end = (why: string, error?: unknown): LostRequest => {
    const lost = new LostRequest('unknown', why, { cause: error });
    if (events && !events.answered) onLost(lost, events.lastId);
    return lost;
  };
  const followed = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          end('its stream ended without an answer');
          return controller.close();
        }
        events?.feed(value);
        controller.enqueue(value);
      } catch (error) {
        controller.error(end('its answer broke off', error));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(followed, { status, statusText, headers });
}

/** What a stream of server-sent events says of one request. An event counts at the empty line that ends it. */
class AnswerEvents {
  answered = false;
  lastId: string | undefined;
  private readonly id: RequestId;
  private readonly decoder = new TextDecoder();
  /** What has no line end yet. */
  private rest = '';
  private data: string[] = [];

  constructor(id: RequestId) {
    this.id = id;
  }

  feed(bytes: Uint8Array): void {
    const text = this.decoder.decode(bytes, { stream: true });
    this.rest += text;
    // A long line comes in many pieces, and is looked through once.
    if (!/[\r\n]/.test(text)) return;
    const lines = this.rest.split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.readLine(line);
  }

  private readLine(line: string): void {
    const value = line.replace(/^\w+: ?/, '');
    if (line.startsWith('data:')) this.data.push(value);
    else if (line.startsWith('id:') && value !== '') this.lastId = value;
    else if (line === '') this.endEvent();
  }

  private endEvent(): void {
    const message = parseJson(this.data.join('\n'));
    this.data = [];
    if (isObject(message) && message.id === this.id) this.answered ||= 'result' in message || 'error' in message;
  }
}
