import type { BookingBook, StoredBooking } from './bookings.js';
import type { BookingInput } from './control-schemas.js';
import type { FaultDice } from './fault-settings.js';
import type { RequestLog } from './request-log.js';
import type { SandboxCalendar } from './sandbox-calendar.js';
import type { WireCall, WireReply } from './wire-call.js';

/** What became of one message of a push. */
export interface PushedMessage {
  readonly message: string;
  readonly status: number;
  readonly accepted: boolean;
  readonly error: string | null;
}

export interface PushReport {
  readonly messages: readonly PushedMessage[];
  /** Cells that were told. */
  readonly cells: number;
}

export interface FetchReport {
  /** Messages about reservations that were fetched, those that came again among them. */
  readonly fetched: number;
  /** Of them, those that changed something. */
  readonly stored: number;
  readonly error: string | null;
  /** What was told of the counts that are left. */
  readonly pushed: PushReport | null;
}

/** What a PMS does when it is told to. */
export interface PmsActions {
  /** Cells that were set at its desk and are to be told with the next push. */
  changed(hotel: string, cells: readonly Parameters<SandboxCalendar['cell']>[1][]): void;
  push(wish: { readonly full: boolean; readonly hotel: string | undefined }): Promise<PushReport>;
  fetch(wish: { readonly hotel: string | undefined; readonly push: boolean }): Promise<FetchReport>;
}

/** One simulated partner, without its sockets. */
export interface Sandbox {
  readonly connector: string;
  readonly kind: 'ota' | 'pms';
  /** Of requests that do not name one. */
  readonly defaultHotel: string;
  readonly calendar: SandboxCalendar;
  readonly book: BookingBook;
  readonly dice: FaultDice;
  readonly log: RequestLog;
  serve(call: WireCall): Promise<WireReply>;
  /** A guest books at a channel. @throws AppError VALIDATION, also where the contract takes no bookings. */
  sell(input: BookingInput): Promise<StoredBooking>;
  /** Null: it is no PMS. */
  readonly pms: PmsActions | null;
}
