import type { FailureCode } from '../../agent/events/events.ts';
import { type Fault, fault } from './classifyError.ts';
import type { ConnectionError } from './connectionError.ts';

/**
 * Node's and OpenSSL's names of what trying again does not mend; BoringSSL, which VS Code has, shares most of them. First match
 * wins.
 */
const ROWS: { code: FailureCode; is: RegExp }[] = [
  { code: 'certificateName', is: /ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH/ },
  { code: 'certificateExpired', is: /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/ },
  {
    code: 'certificateUntrusted',
    is: /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|CERT_(?:UNTRUSTED|CHAIN_TOO_LONG|SIGNATURE_FAILURE|REVOKED|REJECTED)|INVALID_(?:CA|PURPOSE)/,
  },
  { code: 'httpOnly', is: /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|wrong version number|packet length too long/ },
  { code: 'handshake', is: /^ERR_SSL|^ERR_TLS|^EPROTO/ },
  { code: 'unknownHost', is: /ENOTFOUND|EAI_NONAME|EAI_NODATA/ },
  { code: 'unencrypted', is: /ERR_NOT_ENCRYPTED/ },
  { code: 'notHttp', is: /^HPE_|ERR_INVALID_HTTP/ },
];

/** Why no answer came. What may pass, such as a server that is not up yet, is worth trying again. */
export function connectionFault({ code, message }: ConnectionError): Fault {
  // A code of OpenSSL says EPROTO, and only its message what happened.
  const row = ROWS.find(({ is }) => is.test(code) || (code === 'EPROTO' && is.test(message)));
  const detail = code === '' || message.includes(code) ? message : `${message} (${code})`;
  return fault(row?.code ?? 'network', detail);
}
