import { ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';

/** Why no answer came: a code, and words for whoever has to do something about it. */
export interface NoAnswer {
  readonly reason: string;
  readonly message: string;
}

const NO_WORDS = 'no answer';
const UNTRUSTED =
  'its certificate is from no authority that is trusted here: it must have one that is, or Bellhop is started with NODE_EXTRA_CA_CERTS naming the file of its own authority';

/** What a person has to do about a connection that could not be made safe. */
const REMEDIES: readonly (readonly [fault: RegExp, remedy: string])[] = [
  [/^(?:DEPTH_ZERO_)?SELF_SIGNED_CERT|^UNABLE_TO_(?:VERIFY_LEAF|GET_ISSUER)/, UNTRUSTED],
  [
    /^CERT_HAS_EXPIRED/,
    'its certificate has expired: it must be renewed there (or the clock of this machine is wrong)',
  ],
  [/^CERT_NOT_YET_VALID/, 'its certificate is not valid yet: the clock of this machine may be wrong'],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID/,
    'its certificate is for another name: correct the address with "bellhop channel connect", or it must have one for this name',
  ],
  [
    /^(?:EPROTO|ERR_SSL_\w+)\b.*(?:wrong version number|packet length too long)/is,
    'no TLS is spoken at this https address (wrong port?): correct it with "bellhop channel connect"',
  ],
  [
    /^(?:EPROTO|ERR_SSL_\w+)\b/,
    'it takes no TLS version or cipher that is safe: it must offer TLS 1.2 or newer',
  ],
  [
    /^ECONNRESET/,
    'the connection was cut in the TLS handshake: ask there whether our address is let in, and which TLS versions they take',
  ],
];

/** Its code alone, with the remedy: the error itself carries the request with its password. */
export function toNoAnswer(error: unknown): NoAnswer {
  const reason = codeOf(error);
  if (!failedBeforeSafe(error)) return { reason, message: NO_WORDS };
  const fault = `${reason} ${error instanceof Error ? error.message : ''}`;
  const remedy = REMEDIES.find(([pattern]) => pattern.test(fault))?.[1];
  return { reason, message: remedy === undefined ? NO_WORDS : `${remedy}; nothing was sent` };
}

/** A certificate is proved in the handshake, and the request goes out after it. */
function failedBeforeSafe(error: unknown): boolean {
  const socket = requestOf(error)?.socket;
  return socket instanceof TLSSocket && !socket.authorized;
}

export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'NO_ANSWER';
}

/** The request that failed, where it was begun. */
export function requestOf(error: unknown): ClientRequest | undefined {
  const request = error instanceof Error && 'request' in error ? error.request : undefined;
  return request instanceof ClientRequest ? request : undefined;
}

/** The code alone where there is no more to say. */
export function noAnswerText({ reason, message }: NoAnswer): string {
  return message === NO_WORDS ? reason : `${reason}: ${message}`;
}
