import type { ServerResponse } from 'node:http';
import type { ChatRequest } from './chatRequest.ts';
import { checkRequest } from './checkRequest.ts';
import type { Dialect } from './dialects.ts';
import { type ServerError, serverError } from './errors.ts';
import type { FileEndpoint } from './fileEndpoint.ts';
import { type Outcome, sendError, sendWhole } from './reply.ts';
import type { RecordedRequest } from './requestLog.ts';
import type { Completion, Scenario, ScriptedReply } from './scenario.ts';
import { streamReply } from './streamReply.ts';
import { promptText, usageOf } from './usage.ts';

export interface ChatOptions {
  scenario: Scenario;
  models: readonly string[];
  contextWindow: number;
  dialect: Dialect;
  files: FileEndpoint;
}

/** `POST /chat/completions`: checks each request, and answers the accepted ones by the scenario. */
export class ChatEndpoint {
  /** What no correct client and no complete scenario would have caused. */
  readonly violations: string[] = [];
  readonly #options: ChatOptions;
  readonly #reasoningFields: Set<string>;
  #accepted = 0;
  #previousPrompt = '';

  constructor(options: ChatOptions) {
    this.#options = options;
    this.#reasoningFields = new Set([options.dialect.reasoningField]);
  }

  /** Sets `body` of an accepted request, `error` of a refused one. Without `raw` the body was too large to be read. */
  check(recorded: RecordedRequest, raw: string | undefined): void {
    const checked = checkRequest(raw, { ...this.#options, reasoningFields: [...this.#reasoningFields] });
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
    const { dialect } = this.#options;
    const scripted = await this.#scripted(request, index);
    if ('status' in scripted) {
      recorded.error = scripted;
      sendError(response, scripted, dialect);
      return 'sent';
    }
    const reply = inDialect(scripted, request, dialect);
    const usage = this.#usage(request, reply);
    const context = {
      request,
      id: `chatcmpl-${index}`,
      created: Math.floor(Date.now() / 1000),
      usage: dialect.usage(usage, request.tool_web_search === true),
      besideUsage: dialect.besideUsage?.(usage) ?? {},
      headers: dialect.headers(usage),
      hungUp,
    };
    if (scripted.reasoningField) this.#reasoningFields.add(scripted.reasoningField);
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

/** What the scenario leaves open is as the provider has it. */
function inDialect(reply: Completion, request: ChatRequest, dialect: Dialect): Completion {
  const callsBefore = request.messages.flatMap((message) => message.tool_calls ?? []).length;
  const toolCalls = reply.toolCalls?.map((call, index) => {
    const id = call.id ?? dialect.callId?.(call.name, callsBefore + index);
    return id === undefined ? call : { ...call, id };
  });
  const usageIn = reply.usageIn ?? (dialect.usageIn === 'choice' ? undefined : dialect.usageIn);
  return {
    ...reply,
    reasoningField: reply.reasoningField ?? dialect.reasoningField,
    ...(usageIn ? { usageIn } : {}),
    ...(toolCalls ? { toolCalls } : {}),
  };
}
