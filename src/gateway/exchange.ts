import type { IncomingMessage } from 'node:http';
import type { Partner } from '../core/partners/partner.js';

/** One HTTP request as a route sees it. The body is not read yet: each route says how much it takes and of what type. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** The peer's address; no forwarding header is believed. */
  readonly address: string;
  /** Adds a header to whatever answer follows, an error included. */
  setHeader(name: string, value: string): void;
  /** Adds facts to the request's log line: codes and counts, never personal data. */
  note(facts: Readonly<Record<string, string | number>>): void;
}

export interface PartnerExchange extends Exchange {
  readonly partner: Partner;
}

export interface GuestExchange extends Exchange {
  readonly partner: Partner | null;
}
