import type { Failure, FailureCode } from '../../agent/events/events.ts';
import { fault } from '../client/classifyError.ts';
import { type Endpoint, needsKey } from '../endpoint/endpoints.ts';
import { Chat } from './chat.ts';
import { type Finding, type Findings, PROBES, type Probe, type ProbeState, type Speed, stateOf } from './findings.ts';
import { probeBalance, probeModels } from './probeAccount.ts';
import { probeMedia } from './probeMedia.ts';
import { probeStream } from './probeStream.ts';
import { probeTools } from './probeTools.ts';
import { missingFlags, type ServerFlags } from './serverFlags.ts';

export interface CheckOptions {
  endpoint: Endpoint;
  /** Undefined where none is set: then none is sent. */
  key: string | undefined;
  signal: AbortSignal;
  onProgress: (progress: CheckProgress) => void;
}

export type CheckProgress =
  | { type: 'probing'; probe: Probe }
  /** The endpoint refused for now; it is asked again at `until`, milliseconds since the epoch. */
  | { type: 'waiting'; failure: Failure; until: number };

/** Holds no key, also not in what the endpoint said. */
export interface CheckReport {
  endpoint: Endpoint;
  /** One for each probe, in the order of PROBES. */
  results: ProbeResult[];
  speed?: Speed;
}

export interface ProbeResult {
  probe: Probe;
  state: ProbeState;
  finding: Finding;
  flags: ServerFlags[];
}

/** The key itself is refused, or whom it belongs to. */
const KEY_FAILURES: readonly FailureCode[] = ['noKey', 'invalidKey', 'forbidden', 'planRestricted'];

/** Failures after which whatever else is asked would fail alike. */
const LAST_FAILURES: readonly FailureCode[] = [
  'noKey',
  'invalidKey',
  'noBalance',
  'usageLimit',
  'membership',
  'network',
  'redirected',
  'signIn',
  'certificateUntrusted',
  'certificateName',
  'certificateExpired',
  'httpOnly',
  'httpsOnly',
  'handshake',
  'unknownHost',
  'unencrypted',
  'notHttp',
];

/**
 * Finds out what the endpoint can do, with at most six small requests to the model, and none more once the key, the address or
 * the account turn out to be wrong. Throws the signal's reason when aborted.
 */
export async function checkEndpoint(options: CheckOptions): Promise<CheckReport> {
  const { endpoint, signal, onProgress } = options;
  const findings: Findings = {};
  for (const [probe, step] of stepsOf(options)) {
    onProgress({ type: 'probing', probe });
    Object.assign(findings, await step());
    signal.throwIfAborted();
    if (isTheEnd(findings)) break;
  }
  return reportOf(endpoint, judge(findings, options.key));
}

type Step = [shown: Probe, run: () => Promise<Findings>];

function stepsOf({ endpoint, key, signal, onProgress }: CheckOptions): Step[] {
  if (key === undefined && needsKey(endpoint)) {
    return [['key', async () => ({ key: { type: 'failed', failure: fault('noKey').failure } })]];
  }
  const onWaiting = (failure: Failure, until: number) => onProgress({ type: 'waiting', failure, until });
  const chat = new Chat({ endpoint, key, signal, onWaiting });
  const offered = async (medium: 'image' | 'video', has: boolean): Promise<Findings> => ({
    [medium]: has ? await probeMedia(chat, medium) : { type: 'skipped', reason: 'notOffered' },
  });
  return [
    ['models', () => probeModels(endpoint, key, signal)],
    ['balance', async () => ({ balance: await probeBalance(endpoint, key, signal) })],
    ['stream', () => probeStream(chat, endpoint)],
    ['toolCall', () => probeTools(chat)],
    ['image', () => offered('image', endpoint.images)],
    ['video', () => offered('video', endpoint.video)],
  ];
}

function isTheEnd({ balance, ...others }: Findings): boolean {
  if (others.stream?.type === 'failed') return true;
  return Object.values(others).some((found) => found.type === 'failed' && LAST_FAILURES.includes(found.failure.code));
}

/** Says of the key what the other findings tell of it, and forgives an endpoint that has no list of models. */
function judge(findings: Findings, key: string | undefined): Findings {
  const judged = { ...findings };
  const { models, stream } = findings;
  const decisive = stream ? 'stream' : 'models';
  const last = findings[decisive];
  if (last?.type === 'failed' && KEY_FAILURES.includes(last.failure.code)) {
    delete judged[decisive];
    judged.key = last;
  } else if (stream?.type === 'streamed') {
    judged.key = key === undefined ? { type: 'skipped', reason: 'notNeeded' } : { type: 'keyAccepted' };
  }
  if (models?.type === 'failed' && stream?.type === 'streamed') {
    judged.models = { type: 'noModelList', failure: models.failure };
  }
  return judged;
}

function reportOf(endpoint: Endpoint, findings: Findings): CheckReport {
  const results = PROBES.map((probe): ProbeResult => {
    const finding = findings[probe] ?? { type: 'skipped', reason: 'stopped' };
    return { probe, state: stateOf(finding), finding, flags: missingFlags(endpoint, probe, finding) };
  });
  const { stream } = findings;
  return { endpoint, results, ...(stream?.type === 'streamed' ? { speed: stream.speed } : {}) };
}
