import type { ChatRequest } from './chatRequest.ts';
import { checkMessages } from './checkMessages.ts';
import { checkParameters } from './checkParameters.ts';
import { checkTools } from './checkTools.ts';
import type { Dialect } from './dialects.ts';
import { bodyTooLarge, invalidRequest, messagesTooLarge, type ServerError } from './errors.ts';
import type { FileEndpoint } from './fileEndpoint.ts';
import { asObject, hasHalfPair } from './json.ts';
import { promptText, tokens } from './usage.ts';

export interface Rules {
  models: readonly string[];
  /** In tokens, for the prompt and what the request lets the model write. */
  contextWindow: number;
  /** The names under which messages may give reasoning back. */
  reasoningFields: readonly string[];
  dialect: Dialect;
  files: FileEndpoint;
}

export type Checked =
  | { type: 'accepted'; request: ChatRequest }
  /** `isViolation` when a correct client would never have sent this, whatever its settings and the length of its session. */
  | { type: 'refused'; error: ServerError; isViolation: boolean };

/** Refuses what the real service refuses, and what its documentation forbids. Without `raw` the body was too large to be read. */
export function checkRequest(raw: string | undefined, rules: Rules): Checked {
  if (raw === undefined) return { type: 'refused', error: bodyTooLarge(), isViolation: true };
  const { dialect, files } = rules;
  const body = parse(raw);
  if (!body) return violation('Invalid request: the body must be a JSON object');
  // As servers in Python and Rust do, which cannot write such a text as UTF-8.
  if (hasHalfPair(body)) return violation('Invalid request: surrogates not allowed');
  const model = body.model;
  if (typeof model !== 'string' || model === '') return violation('Invalid request: model must not be empty');
  if (!rules.models.includes(model))
    return { type: 'refused', error: dialect.modelNotFound(model), isViolation: false };
  const media = {
    video: dialect.video,
    checkReference: (url: string, kind: 'image' | 'video') =>
      dialect.account ? files.checkReference(url, kind) : `Invalid request: unsupported ${kind} url: ${url}`,
  };
  const problem =
    checkParameters(body, dialect) ??
    checkTools(body.tools) ??
    checkMessages(body.messages, rules.reasoningFields, media);
  if (problem !== undefined) return violation(problem);

  const request = body as ChatRequest;
  const size = Buffer.byteLength(JSON.stringify(request.messages));
  if (size > (dialect.messageLimit ?? Number.POSITIVE_INFINITY)) {
    return { type: 'refused', error: messagesTooLarge(size), isViolation: false };
  }
  const requested = tokens(promptText(request)) + (request.max_completion_tokens ?? request.max_tokens ?? 0);
  if (requested > rules.contextWindow) {
    return { type: 'refused', error: dialect.tokenLimitExceeded(rules.contextWindow, requested), isViolation: false };
  }
  return { type: 'accepted', request };
}

function violation(message: string): Checked {
  return { type: 'refused', error: invalidRequest(message), isViolation: true };
}

function parse(raw: string) {
  try {
    return asObject(JSON.parse(raw));
  } catch {
    return undefined;
  }
}
