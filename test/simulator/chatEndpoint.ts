import type { ServerResponse } from 'node:http';
import type { ChatRequest } from './chatRequest.ts';
import { checkRequest } from './checkRequest.ts';
import { type ServerError, serverError } from './errors.ts';
import { type Outcome, sendError, sendWhole } from './reply.ts';
import type { RecordedRequest } from './requestLog.ts';
import type { Completion, Scenario, ScriptedReply } from './scenario.ts';
import { streamReply } from './streamReply.ts';
import { promptText, usageOf } from './usage.ts';

export interface ChatOptions {
  scenario: Scenario;
  models: readonly string[];
  contextWindow: number;
}

/** `POST /chat/completions`: checks each request, and answers the accepted ones by the scenario. */
export class ChatEndpoint {
  /** What no correct client and no complete scenario would have caused. */
  readonly violations: string[] = [];
  readonly #options: ChatOptions;
  readonly #reasoningFields = new Set(['reasoning_content']);
  #accepted = 0;
  #previousPrompt = '';

  constructor(options: ChatOptions) {
    this.#options = options;
  }

  /** Sets `body` of an accepted request, `error` of a refused one. Without `raw` the body was too large to be read. */
  check(recorded: RecordedRequest, raw: string | undefined): void {
    const { models, contextWindow } = this.#options;
    const checked = checkRequest(raw, { models, contextWindow, reasoningFields: [...this.#reasoningFields] });
    switch (checked.type) {
      case 'accepted':
        recorded.body = checked.request;
        return;
      case 'refused':
        recorded.error = checked.error;
        if (checked.isViolation) this.violations.push(checked.error.error?.message ?? '');
        return;
    }
  }

  async answer(
    request: ChatRequest,
    recorded: RecordedRequest,
    response: ServerResponse,
    hungUp: AbortSignal,
  ): Promise<Outcome> {
    const index = this.#accepted;
    this.#accepted += 1;
    const reply = await this.#scripted(request, index);
    if ('status' in reply) {
      recorded.error = reply;
      sendError(response, reply);
      return 'sent';
    }
    const context = {
      request,
      id: `chatcmpl-${index}`,
      created: Math.floor(Date.now() / 1000),
      usage: this.#usage(request, reply),
      hungUp,
    };
    if (reply.reasoningField) this.#reasoningFields.add(reply.reasoningField);
    return request.stream ? streamReply(response, reply, context) : sendWhole(response, reply, context);
  }

  #usage(request: ChatRequest, completion: Completion) {
    const prompt = promptText(request);
    const usage = usageOf(completion, prompt, this.#previousPrompt);
    this.#previousPrompt = prompt;
    return usage;
  }

  async #scripted(request: ChatRequest, index: number): Promise<ScriptedReply> {
    const { scenario } = this.#options;
    const reply = typeof scenario === 'function' ? scenario : scenario[index];
    if (reply === undefined) return this.#fault(`The scenario is exhausted: it has no reply ${index}`);
    if (typeof reply !== 'function') return reply;
    try {
      return await reply(request, index);
    } catch (error) {
      return this.#fault(`The scenario threw at reply ${index}: ${error instanceof Error ? error.message : error}`);
    }
  }

  #fault(message: string): ServerError {
    this.violations.push(message);
    return serverError(message);
  }
}
