import { AppError } from '../../core/model/errors.js';
import { nightsOf } from '../../core/model/local-date.js';
import { invalid } from '../../core/model/validation.js';
import { shareOf } from '../../connectors/shared/decimal-share.js';
import { sumOf } from '../../connectors/shared/decimal-sum.js';
import type { IncomingNight } from '../../core/model/incoming-reservation.js';
import type { BookingBook, StoredBooking } from './bookings.js';
import type { BookingInput } from './control-schemas.js';
import type { SandboxCalendar } from './sandbox-calendar.js';

export interface MakeDeps {
  readonly book: BookingBook;
  readonly calendar: SandboxCalendar;
  readonly nextReference: () => string;
  readonly now: () => string;
  /** Lowers its own count when it sells (Dialect.own_decrement). */
  readonly ownDecrement: boolean;
}

const STATUS = { new: 'booked', modify: 'modified', cancel: 'cancelled' } as const;

/** What a guest does at the channel, stored. @throws AppError VALIDATION with the place and what to do. */
export function makeBooking(deps: MakeDeps, input: BookingInput): StoredBooking {
  const { book, calendar, ownDecrement } = deps;
  const { action, hotel_code } = input;
  const reference = input.reference ?? deps.nextReference();
  const before = book.find(hotel_code, reference);
  if (action === 'new' && before !== undefined)
    throw refusal('reference', `"${reference}" is booked already; send action modify, or another number`);
  if (action !== 'new' && before === undefined)
    throw refusal('reference', `"${reference}" is not booked at hotel "${hotel_code}"; book it first`);
  if (before?.action === 'cancel') throw refusal('reference', `"${reference}" is cancelled; book a new one`);
  if (input.only_if_open && action === 'new') requireOpen(deps, input);
  const booking = book.store(stateOf(deps, input, { reference, before }));
  if (ownDecrement) {
    if (before !== undefined && before.room_code !== null)
      calendar.adjust(hotel_code, before.room_code, {
        nights: nightsOf(before.check_in, before.check_out),
        by: 1,
      });
    if (action !== 'cancel' && booking.room_code !== null)
      calendar.adjust(hotel_code, booking.room_code, {
        nights: nightsOf(booking.check_in, booking.check_out),
        by: -1,
      });
  }
  return booking;
}

function stateOf(
  deps: MakeDeps,
  input: BookingInput,
  { reference, before }: { readonly reference: string; readonly before: StoredBooking | undefined },
): StoredBooking {
  const { action, hotel_code } = input;
  const now = deps.now();
  const stay = {
    hotel_code,
    room_code: input.room_code ?? before?.room_code ?? null,
    rate_code: input.rate_code ?? before?.rate_code ?? null,
    check_in: input.check_in ?? before?.check_in ?? '',
    check_out: input.check_out ?? before?.check_out ?? '',
    guests: input.guests ?? before?.guests ?? 2,
  };
  if (stay.check_out <= stay.check_in) throw refusal('check_out', 'is not after check_in');
  const price = action === 'cancel' && before !== undefined ? before : priceOf(deps, input, stay);
  return {
    ...stay,
    reference,
    action,
    status: STATUS[action],
    rooms: 1,
    nights: price.nights,
    amount: price.amount,
    currency: price.currency,
    guest: {
      first_name: input.first_name ?? before?.guest?.first_name ?? 'Sandbox',
      last_name: input.last_name ?? before?.guest?.last_name ?? `Guest ${reference}`,
    },
    revision: (before?.revision ?? 0) + 1,
    created_at: before?.created_at ?? now,
    changed_at: now,
    our_number: before?.our_number ?? null,
    delivery: 'queued',
    error: null,
    deliveries: before?.deliveries ?? 0,
  };
}

/** A guest is shown what the channel believes, whatever is true. @throws AppError SOLD_OUT */
function requireOpen(
  { calendar }: MakeDeps,
  { hotel_code, room_code, rate_code, ...stay }: BookingInput,
): void {
  if (room_code === undefined || stay.check_in === undefined || stay.check_out === undefined) return;
  for (const date of nightsOf(stay.check_in, stay.check_out)) {
    const room = calendar.cell(hotel_code, { room_code, rate_code: null, date });
    const rate = calendar.cell(hotel_code, { room_code, rate_code: rate_code ?? null, date });
    const available = room.available ?? rate.available ?? 0;
    if (available > 0 && room.closed !== true && rate.closed !== true) continue;
    throw new AppError('SOLD_OUT', `The channel does not offer room "${room_code}" on ${date}.`);
  }
}

type Stay = Pick<
  StoredBooking,
  'hotel_code' | 'room_code' | 'rate_code' | 'check_in' | 'check_out' | 'guests'
>;

/** What is asked is spread over the nights; otherwise each night costs what the channel's own calendar says. */
function priceOf(
  { calendar }: MakeDeps,
  { amount, currency: asked }: BookingInput,
  stay: Stay,
): Pick<StoredBooking, 'nights' | 'amount' | 'currency'> {
  const dates = nightsOf(stay.check_in, stay.check_out);
  const prices = dates.map((date) => priceOfNight(calendar, stay, date));
  const currency = asked ?? prices.find((price) => typeof price?.currency === 'string')?.currency ?? 'EUR';
  const nights = dates.map((date, index): IncomingNight => {
    const night = amount === undefined ? prices[index]?.amount : shareOf(amount, dates.length, index);
    if (night === undefined)
      throw refusal(
        'amount',
        `is missing: the calendar has no price for ${stay.guests} guests on ${date}; send amount`,
      );
    return { date, amount: night, currency };
  });
  return { nights, amount: amount ?? sumOf(nights.map((night) => night.amount)), currency };
}

function priceOfNight(
  calendar: SandboxCalendar,
  { hotel_code, room_code, rate_code, guests }: Stay,
  date: string,
): { readonly amount: string; readonly currency: string | null } | undefined {
  const { amounts = [] } = calendar.cell(hotel_code, { room_code, rate_code, date });
  const base = amounts.filter(({ extra }) => extra === undefined);
  return (
    base.find((price) => price.guests === guests) ??
    base.find((price) => price.guests === null) ??
    base.find((price) => (price.guests ?? 0) > guests)
  );
}

function refusal(field: string, message: string): Error {
  return invalid('booking', [{ pointer: `/${field}`, code: 'VALIDATION', message }]);
}
