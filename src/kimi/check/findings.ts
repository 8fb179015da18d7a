import type { Failure, ReasoningField } from '../../agent/events/events.ts';
import type { Balance } from '../client/balance.ts';
import type { ReplyForm } from '../stream/replyAssembly.ts';
import type { UsagePlace } from '../stream/replyChunk.ts';

/** What is looked at, in the order in which it is reported. */
export const PROBES = [
  'key',
  'models',
  'contextWindow',
  'balance',
  'stream',
  'reasoning',
  'usage',
  'cache',
  'toolCall',
  'parallelCalls',
  'toolReplay',
  'image',
  'video',
] as const;

export type Probe = (typeof PROBES)[number];

/** `warning`: not as it should be, and the extension copes. */
export type ProbeState = 'works' | 'warning' | 'fails' | 'skipped';

/** What a probe found out. */
export type Finding =
  | { type: 'skipped'; reason: SkipReason }
  | { type: 'failed'; failure: Failure }
  | { type: 'keyAccepted' }
  | { type: 'modelListed'; count: number }
  | { type: 'modelNotListed'; ids: string[] }
  | { type: 'noModelList'; failure: Failure }
  /** `assumed` is what the extension reckons with. Tokens. */
  | { type: 'contextWindow'; tokens: number; assumed: number }
  | { type: 'balance'; balance: Balance }
  | { type: 'streamed'; ending: ReplyForm['ending']; speed: Speed }
  /** `mixed`: reasoning went on after the answer had begun. */
  | { type: 'reasoned'; field: ReasoningField; replayedAs: ReasoningField; order: 'first' | 'mixed' }
  | { type: 'reasoningInContent' }
  | { type: 'noReasoning' }
  | { type: 'usageReported'; places: UsagePlace[] }
  | { type: 'noUsage' }
  /** Tokens; `cached` is a part of `prompt`. */
  | { type: 'cached'; cached: number; prompt: number }
  | { type: 'notCached'; prompt: number }
  | { type: 'cacheNotReported' }
  | { type: 'toolCalled' }
  /** Calls came as text and were read out of it. */
  | { type: 'callsLeaked' }
  /** Calls came as text from which they could not be read. */
  | { type: 'callMarkersInText' }
  | { type: 'noToolCall' }
  | { type: 'badArguments'; arguments: string }
  | { type: 'replayed' }
  | { type: 'parallelCalls'; count: number }
  | { type: 'oneCall' }
  | { type: 'mediaSeen' }
  /** The endpoint took the picture or the clip, and the model answered something else. */
  | { type: 'mediaNotSeen'; answer: string };

export type SkipReason =
  /** An earlier probe failed in a way that leaves nothing to look at. */
  | 'stopped'
  /** Endpoints of this kind do not have it, or it is not used with them. */
  | 'notOffered'
  /** No key is set, and the endpoint answers without one. */
  | 'notNeeded'
  | 'notReported'
  | 'noCallToReplay';

export interface Speed {
  /** Milliseconds from the request to the first token. */
  firstTokenMs: number;
  /** While tokens came; undefined where the reply came in one piece. */
  tokensPerSecond?: number;
  /** The endpoint reported no usage, so that tokens were counted by a rule of thumb. */
  estimated: boolean;
}

export type Findings = Partial<Record<Probe, Finding>>;

export function stateOf(finding: Finding): ProbeState {
  switch (finding.type) {
    case 'skipped':
      return 'skipped';
    case 'keyAccepted':
    case 'modelListed':
    case 'streamed':
    case 'usageReported':
    case 'cached':
    case 'toolCalled':
    case 'replayed':
    case 'parallelCalls':
    case 'mediaSeen':
      return 'works';
    case 'reasoned':
      return finding.order === 'first' ? 'works' : 'warning';
    case 'contextWindow':
      return finding.tokens >= finding.assumed ? 'works' : 'warning';
    case 'balance':
      return finding.balance.available > 0 ? 'works' : 'fails';
    case 'modelNotListed':
    case 'noModelList':
    case 'noReasoning':
    case 'reasoningInContent':
    case 'noUsage':
    case 'notCached':
    case 'cacheNotReported':
    case 'callsLeaked':
    case 'oneCall':
      return 'warning';
    case 'failed':
    case 'callMarkersInText':
    case 'noToolCall':
    case 'badArguments':
    case 'mediaNotSeen':
      return 'fails';
  }
}
