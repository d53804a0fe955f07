import { AppError } from '../../core/model/errors.js';
import type { CalendarCell } from '../../connectors/shared/calendar.js';
import type { StoredBooking } from '../sandbox/bookings.js';
import type { FaultInput, FaultSettings } from '../sandbox/fault-settings.js';
import type { LoggedRequest } from '../sandbox/request-log.js';

/** The desk of a simulated channel (docs/sandbox.md, control API). */
export interface ChannelControl {
  faults(change?: FaultInput): Promise<FaultSettings>;
  /** Messages that came after this one, in their order. */
  requests(after: number): Promise<readonly LoggedRequest[]>;
  cells(hotel: string): Promise<readonly CalendarCell[]>;
  bookings(): Promise<readonly StoredBooking[]>;
  book(input: Readonly<Record<string, unknown>>): Promise<void>;
}

const MOST_REQUESTS = 10_000;

export function channelControl(url: string, timeoutSeconds: number): ChannelControl {
  /** @throws AppError UNAVAILABLE without an answer, VALIDATION with what the desk says. */
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url.replace(/\/$/, '')}/${path}`, {
      method,
      signal: AbortSignal.timeout(timeoutSeconds * 1_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw new AppError('UNAVAILABLE', `The control API at ${url} gave no answer.`, { cause });
    });
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as T;
    throw new AppError('VALIDATION', `The control API at ${url} says: ${text.slice(0, 500)}`);
  };
  return {
    faults: (change) =>
      change === undefined ? ask('GET', 'faults') : ask<FaultSettings>('PUT', 'faults', change),
    requests: async (after) =>
      (await ask<{ requests: LoggedRequest[] }>('GET', `requests?after=${after}&limit=${MOST_REQUESTS}`))
        .requests,
    cells: async (hotel) =>
      (await ask<{ cells: CalendarCell[] }>('GET', `calendar?hotel=${encodeURIComponent(hotel)}`)).cells,
    bookings: async () => (await ask<{ bookings: StoredBooking[] }>('GET', 'bookings')).bookings,
    book: async (input) => {
      await ask('POST', 'bookings', input);
    },
  };
}
