import { wordBytes } from '../common/fileKind.ts';
import { findDestination, isNamedLocal, type Network } from './network.ts';
import { PageError } from './pageError.ts';
import { MAX_PAGE_BYTES, type Reply, requestPage } from './requestPage.ts';

const MAX_REDIRECTS = 5;
/** Of a look-up, and of a request with its body. */
const TIME_LIMIT_MS = 20_000;

export interface Page {
  /** Where it was found in the end. */
  url: string;
  title: string;
  text: string;
  bytes: number;
  truncated: boolean;
}

/** Throws where the user does not want a request to be made. `local`: it leads to this machine or its network. */
export type AskConsent = (url: URL, local: boolean) => Promise<void>;

/**
 * Fetches a page as text. Redirects are followed one by one: each one's place is judged as if it had been asked for, and consent is
 * asked for each host, before its name is looked up, which tells the name to others, and again where it turns out to be local.
 * Throws a PageError, whose message the model can act on.
 */
export async function loadPage(address: string, network: Network, ask: AskConsent, signal: AbortSignal): Promise<Page> {
  const agreed = new Set<string>();
  const consent = async (url: URL, local: boolean) => {
    const key = `${url.host} ${local}`;
    if (agreed.has(key) || agreed.has(`${url.host} true`)) return;
    await ask(url, local);
    agreed.add(key);
  };
  let url = readUrl(address);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    await consent(url, isNamedLocal(url, network));
    const destination = await unlessFailed(url, network, signal, (limit) => findDestination(url, network, limit));
    if (destination.local) await consent(url, true);
    const answer = await unlessFailed(url, network, signal, (limit) =>
      requestPage(url, destination.addresses, network.agent, limit),
    );
    if (answer.type === 'page') return await readPage(url, answer);
    const next = readUrl(answer.to.href);
    if (url.protocol === 'https:' && next.protocol === 'http:') {
      throw new PageError(
        'plainHttp',
        `${url.href} redirects to plain http, ${next.href}, which was not followed.`,
        url.href,
      );
    }
    url = next;
  }
  throw new PageError('redirects', `${address} redirects more than ${MAX_REDIRECTS} times.`, address);
}

function readUrl(text: string): URL {
  if (!URL.canParse(text)) throw new PageError('noAddress', `"${text}" is not a URL. Begin with https://`, text);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new PageError('noHttp', `Only http and https can be fetched, and not ${url.protocol}`, text);
  }
  if (url.username !== '' || url.password !== '')
    throw new PageError('credentials', 'A URL with a user name or password is not fetched.', url.host);
  url.hash = '';
  return url;
}

const PROXY_NOTE =
  '(A proxy is configured here, and pages are not fetched through it: a proxy would look names up by itself, past the check of where they lead.)';

/** Does a part of the work, within the time that it may take. */
async function unlessFailed<T>(
  url: URL,
  network: Network,
  signal: AbortSignal,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(TIME_LIMIT_MS);
  try {
    return await work(AbortSignal.any([signal, timeout]));
  } catch (error) {
    const proxy = network.hasProxy() ? ` ${PROXY_NOTE}` : '';
    if (timeout.aborted)
      throw new PageError('silent', `${url.host} did not answer within ${TIME_LIMIT_MS / 1000} s.${proxy}`, url.host, {
        cause: error,
      });
    const reason = `${error instanceof Error ? error.message : String(error)}${proxy}`;
    throw new PageError('unreached', `${url.href} could not be fetched: ${reason}`, url.href, {
      detail: reason,
      cause: error,
    });
  }
}

async function readPage(
  url: URL,
  { status, contentType, body, truncated }: Extract<Reply, { type: 'page' }>,
): Promise<Page> {
  if (status < 200 || status > 299)
    throw new PageError('status', `${url.href} answered with status ${status}.`, url.href, { detail: String(status) });
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const page = { url: url.href, title: '', bytes: body.length, truncated };
  const text = decode(body, contentType);
  if (type === 'text/html' || type === 'application/xhtml+xml' || (type === '' && /^\s*<(!doctype|html)/i.test(text))) {
    // The parser is loaded when a page is first read.
    const { htmlToMarkdown } = await import('./htmlToMarkdown.ts');
    const { markdown, title } = htmlToMarkdown(text, url);
    return { ...page, title, text: markdown };
  }
  const isText = type === '' || /^text\/|[/+](json|xml|yaml|javascript|ecmascript|toml|x-sh|sql|graphql)$/.test(type);
  if (isText && !body.includes(0)) return { ...page, text };
  const size = `${truncated ? 'more than ' : ''}${wordBytes(truncated ? MAX_PAGE_BYTES : body.length)}`;
  // The server's words, and no place for others.
  const named = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(type) ? type : 'binary data';
  throw new PageError('noText', `${url.href} is ${named} (${size}), which cannot be read as text.`, url.href);
}

/** By the charset that the server or the page itself names; unknown ones are read as UTF-8. */
function decode(body: Uint8Array, contentType: string): string {
  const head = new TextDecoder('latin1').decode(body.subarray(0, 1024));
  const label =
    /charset\s*=\s*["']?([\w:.-]+)/i.exec(contentType)?.[1] ??
    /<meta[^>]+charset\s*=\s*["']?([\w:.-]+)/i.exec(head)?.[1];
  return decoderFor(label).decode(body);
}

function decoderFor(label = 'utf-8'): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder(); // no charset that anybody knows
  }
}
