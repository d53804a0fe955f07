// Stand-in until src/core/app.ts exists.
import type { Config } from '../core/config.js';
import type { ApplyAri } from '../core/ari/apply-ari-update.js';
import type { ReadAri } from '../core/ari/read-ari.js';
import type { QuoteStay } from '../core/ari/quote-stay.js';
import type { OpenCatalogue } from '../core/hotels/catalogue.js';
import type { Authenticate } from '../core/partners/authenticate.js';
import type { Partner } from '../core/partners/partner.js';
import type { Database } from '../core/platform/database.js';
import type { Logger } from '../core/platform/logger.js';
import type { Metrics } from '../core/platform/metrics.js';
import type { Connector } from '../core/model/connector.js';
import type { ReservationRevision, RevisionVerdict } from '../core/model/reservation.js';
import type { BookingRequest } from '../core/bookings/booking-request.js';
import type { ErrorCode, Fault } from '../core/model/errors.js';
import type { Id } from '../core/model/ids.js';

export interface Context {
  readonly partner: Partner;
  readonly idempotency_key: string | null;
  readonly body_hash: string;
  readonly request_id: string;
}
export type BookingAnswer = { readonly replayed: boolean } & (
  | { readonly kind: 'confirmed'; readonly body: string }
  | {
      readonly kind: 'refused';
      readonly body: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly faults: readonly Fault[];
        readonly details: Readonly<Record<string, unknown>>;
        readonly request_id: string;
      };
    }
);
export interface Journal {
  receive(m: {
    partner_id: Id;
    connector: string;
    kind: string;
    hotel_code: string | null;
    request_id: string;
    content_type: string;
    body: Uint8Array;
  }): Promise<Id>;
  answer(
    id: Id,
    a: {
      outcome: 'APPLIED' | 'REFUSED' | 'PARKED' | 'FAILED' | 'ANSWERED';
      cause?: string;
      body: string;
      kind?: string;
      hotel_code?: string | null;
    },
  ): Promise<void>;
  prune(days: number): Promise<number>;
}
export interface App {
  config: Config;
  logger: Logger;
  metrics: Metrics;
  database: Database;
  authenticate: Authenticate;
  openCatalogue: OpenCatalogue;
  applyAri: ApplyAri;
  readAri: ReadAri;
  quoteStay: QuoteStay;
  createBooking(request: BookingRequest, context: Context): Promise<BookingAnswer>;
  getBooking(bookingId: Id, partner: Partner): Promise<unknown>;
  cancelBooking(bookingId: Id, context: Context): Promise<{ body: string; replayed: boolean }>;
  handOutRevisions(
    partner: Partner,
    query: { hotel_code: string | null; limit: number },
  ): Promise<ReservationRevision[]>;
  decideRevisions(partner: Partner, verdicts: RevisionVerdict[], context: { request_id: string }): Promise<void>;
  journal: Journal;
  relay: { start(): void; stop(): Promise<void> };
  connectors: Map<string, Connector>;
  health(): Promise<{ status: 'ok' | 'degraded' | 'down'; checks: unknown }>;
  close(): Promise<void>;
}
