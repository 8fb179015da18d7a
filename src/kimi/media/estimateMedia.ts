import type { MediaPart } from '../../agent/events/events.ts';
import { field } from '../../util/text/json.ts';
import { connect } from '../client/connect.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';

export interface MediaTokens {
  tokens: number;
  /** The endpoint did not tell. */
  guessed: boolean;
}

/** What Moonshot's command line reckons for a medium. */
const GUESS: MediaTokens = { tokens: 2000, guessed: true };

/** Larger media are not sent for an estimate alone. */
const MAX_BYTES = 5_000_000;

/** Milliseconds; a tooltip waits for it. */
const TIMEOUT_MS = 15_000;

/** What a medium costs, by the endpoint's own estimator where it has one and answers. */
export async function estimateMedia(
  endpoint: Endpoint,
  key: string | undefined,
  { type, mimeType }: MediaPart,
  bytes: Uint8Array,
): Promise<MediaTokens> {
  if (!endpoint.tokenEstimate || bytes.length > MAX_BYTES) return GUESS;
  const url = `data:${mimeType};base64,${Buffer.from(bytes).toString('base64')}`;
  const part = type === 'image' ? { type: 'image_url', image_url: { url } } : { type: 'video_url', video_url: { url } };
  const body = { model: endpoint.model, messages: [{ role: 'user', content: [part] }] };
  try {
    const client = await connect(endpoint, key);
    const answer: unknown = await client.post('/tokenizers/estimate-token-count', { body, timeout: TIMEOUT_MS });
    const tokens = field(field(answer, 'data'), 'total_tokens');
    return typeof tokens === 'number' ? { tokens, guessed: false } : GUESS;
  } catch {
    return GUESS; // The user asked what it may cost, not how the endpoint is.
  }
}
