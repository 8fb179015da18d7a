import type { LookupAddress } from 'node:dns';
import { Agent, ClientRequest, type RequestOptions } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { urlToHttpOptions } from 'node:url';

/** A name's addresses are tried one after the other. */
const CONNECTION = { autoSelectFamily: true };

/**
 * A request on a connection of its own to one of these addresses and no other; the URL's host is still what it names. No proxy is
 * used, which would look the name up again by itself: it is Node's own class, since VS Code puts functions of its own in the place
 * of `request` and `fetch`, which do use one, whatever the agent, and `fetch` takes no address to connect to.
 */
export function pinnedRequest(
  url: URL,
  addresses: readonly LookupAddress[],
  options: Pick<RequestOptions, 'method' | 'headers' | 'signal'>,
): ClientRequest {
  return new ClientRequest({
    ...urlToHttpOptions(url),
    ...options,
    agent: url.protocol === 'https:' ? new SecureAgent(CONNECTION) : new Agent(CONNECTION),
    lookup: pinned(addresses),
  });
}

/** Answers every look-up with the addresses that were checked. */
function pinned(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}
