import type { IncomingHttpHeaders } from 'node:http';
import type { SilentFault } from './request-log.js';

/** A request of the contract, its path below the partner's base URL. */
export interface WireCall {
  readonly method: string;
  /** Begins with "/"; without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface WireReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** For the list of requests. */
  readonly message: string | null;
  readonly hotel_code: string | null;
  readonly silent?: readonly SilentFault[];
  /** One instruction was left out, by a fault that says so. */
  readonly partial?: boolean;
}

/** The charset of a Content-Type; null where it names none. */
export function charsetOf(headers: IncomingHttpHeaders): string | null {
  return /charset\s*=\s*"?([\w-]{1,40})/i.exec(headers['content-type'] ?? '')?.[1] ?? null;
}

export function jsonReply(
  status: number,
  document: unknown,
  about: Pick<WireReply, 'message' | 'hotel_code'>,
): WireReply {
  return {
    status,
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify(document),
    ...about,
  };
}

export function xmlReply(
  status: number,
  body: string,
  about: Pick<WireReply, 'message' | 'hotel_code'>,
): WireReply {
  return { status, contentType: 'text/xml; charset=utf-8', body, ...about };
}
