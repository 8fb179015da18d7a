import OpenAI from 'openai';
import { userAgent } from '../../agent/userAgent.ts';
import { type LookUp, SYSTEM_LOOK_UP } from '../../util/network/findAddresses.ts';
import { parseJson } from '../../util/text/json.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';
import { boundedText } from './boundedText.ts';
import { nodeFetch } from './nodeFetch.ts';
import { plainAddresses } from './plainHttp.ts';
import { serverErrorIn } from './serverErrorIn.ts';

/** The headers that a request carries; whatever else the environment would add is dropped. */
const HEADERS = ['accept', 'authorization', 'content-type'];

/** Two hours, the longest that Moonshot's gateway lets a reply take; silence is judged by whoever reads the stream. */
const TIMEOUT_MS = 7_200_000;

/**
 * A client of one endpoint. Nothing of it comes from the environment's OPENAI_* variables: keys, organisations, logging
 * and URLs are all set here. Redirects are not followed, so that a key never is either. Retrying is left to the caller.
 */
export function openaiClient(endpoint: Endpoint, key: string | undefined, lookUp: LookUp = SYSTEM_LOOK_UP): OpenAI {
  const agreed = () => endpoint.agreed?.() ?? [];
  const send = nodeFetch({ plainAddresses: (url, signal) => plainAddresses(url, agreed(), lookUp, signal) });
  return new OpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: key ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: TIMEOUT_MS,
    logLevel: 'off',
    fetch: async (url, init) => {
      const given = new Headers(init?.headers);
      const headers = new Headers({ 'user-agent': userAgent(endpoint.editor) });
      for (const name of HEADERS) {
        const value = given.get(name);
        if (value !== null && !(name === 'authorization' && key === undefined)) headers.set(name, value);
      }
      return await inEnvelope(await send(url, { ...init, headers }));
    },
  });
}

/** Of what a server says of an error. */
const MAX_ERROR_BYTES = 64_000;

/** The client reads errors from `error` only, and servers write them in many shapes. */
async function inEnvelope(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = await boundedText(response, MAX_ERROR_BYTES);
  const { status, headers } = response;
  const said = serverErrorIn(parseJson(text), true);
  const body = said ? JSON.stringify({ error: said }) : text;
  // Of 304 there may be none.
  return new Response(body === '' ? null : body, { status, headers });
}
