import { AppError } from '../model/errors.js';
import type { ReservationResult } from '../model/incoming-reservation.js';
import { cancelParts } from './cancel-incoming.js';
import type { BookingView } from './booking-record.js';
import type { ChangeAnswer } from './change-answer.js';
import { readIncomingGuest } from './incoming-guest.js';
import type { PreparedReservation, ReceiveDeps } from './prepared-reservation.js';
import { isAlive, numberParts, readParts } from './reservation-parts.js';
import { FIRST_PART, readReferenced, type ReferencedBooking } from './tombstones.js';

/** Each time another message of the same reservation was faster. */
const MOST_ATTEMPTS = 5;

/**
 * Books or restates a reservation. Where its contract has no revisions, what its state says is compared: the same is a
 * re-delivery and is answered with what is, another is a change, under the next number of our own.
 * @throws AppError what refuses it.
 */
export async function restateIncoming(
  deps: ReceiveDeps,
  prepared: PreparedReservation,
): Promise<ReservationResult> {
  const { revision } = prepared.reservation;
  const unseen = prepared.unseen === true;
  if (revision !== null) return restate(deps, prepared, revision, unseen ? null : undefined);
  for (let attempt = 1; ; attempt += 1) {
    const isFirst = unseen && attempt === 1;
    const known = isFirst ? null : await readReferenced(deps.database, prepared.reference);
    const next = nextRevision(known, prepared.context.body_hash);
    try {
      return await restate(deps, { ...prepared, unseen: isFirst }, next, known);
    } catch (error) {
      const overtaken =
        error instanceof AppError && (error.code === 'CONFLICT' || error.code === 'STALE_REVISION');
      if (!overtaken || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** The revision of a state that bears none: its own if it is the last one that was said, or the next. */
function nextRevision(known: ReferencedBooking | null, hash: string): number {
  const said = known?.partner_revision ?? 0;
  return known !== null && known.partner_hash !== hash ? said + 1 : said;
}

async function restate(
  deps: ReceiveDeps,
  prepared: PreparedReservation,
  revision: number,
  seen?: ReferencedBooking | null,
): Promise<ReservationResult> {
  const { reference, parts, sold } = prepared;
  const known = seen === undefined ? await readReferenced(deps.database, reference) : seen;
  const before = parts.length > 1 || known !== null ? await readParts(deps.database, reference) : [];
  const split = parts.length > 1 || before.some((part) => part.part > 1 && isAlive(part));
  const at = { ...prepared, revision, numbers: numberParts(parts.length, before) };
  if (!split) return toResult(prepared, [await restatePart(deps, at, 0)]);
  if (known === null) return bookParts(deps, at);
  const repeats = known.partner_revision === revision && known.partner_hash === prepared.context.body_hash;
  if (!sold && !repeats) throw notTogether(prepared);
  return changeParts(
    deps,
    at,
    before.filter(isAlive).map(({ part }) => part),
  );
}

/** Several bookings cannot be changed at once and refused at once; what is sold is not refused. */
function notTogether({ reservation }: PreparedReservation): AppError {
  return new AppError(
    'NOT_MODIFIABLE',
    `Reservation "${reservation.reference}" has rooms with stays of their own; cancel it and book it anew under another number.`,
  );
}

interface Numbered extends PreparedReservation {
  readonly revision: number;
  /** Of the parts, in their order. */
  readonly numbers: readonly number[];
}

/** The first part last: while it is not there nothing is, and what was refused may be sent again. */
async function bookParts(deps: ReceiveDeps, prepared: Numbered): Promise<ReservationResult> {
  const done: Done[] = [];
  try {
    for (const index of prepared.parts.keys()) {
      if (index > 0) done.push(await restatePart(deps, prepared, index));
    }
    const first = await restatePart(deps, prepared, 0);
    if (first.view.booking_id === null) await undo(deps, prepared);
    return toResult(prepared, [first, ...done]);
  } catch (error) {
    if (error instanceof AppError && !error.retryable) await undo(deps, prepared);
    throw error;
  }
}

function undo(deps: ReceiveDeps, prepared: Numbered): Promise<void> {
  return cancelParts(
    deps,
    prepared,
    prepared.numbers.filter((part) => part > 1),
  );
}

/** The first part first: it says whether the message is late, and then the others have nothing to hear of it. */
async function changeParts(
  deps: ReceiveDeps,
  prepared: Numbered,
  living: readonly number[],
): Promise<ReservationResult> {
  const done = [await restatePart(deps, prepared, 0)];
  const now = await readReferenced(deps.database, prepared.reference);
  if (done[0]?.view.status !== 'CONFIRMED' || now === null || (now.partner_revision ?? 0) > prepared.revision)
    return toResult(prepared, done);
  for (const index of prepared.parts.keys()) {
    if (index > 0) done.push(await restatePart(deps, prepared, index));
  }
  const given = living.filter((part) => part > 1 && !prepared.numbers.includes(part));
  await cancelParts(deps, prepared, given);
  const [first, ...others] = done;
  return toResult(prepared, [{ ...first, changed: first.changed || given.length > 0 }, ...others]);
}

interface Done {
  readonly view: Pick<BookingView, 'oversold' | 'status'> & { readonly booking_id: string | null };
  readonly created: boolean;
  readonly changed: boolean;
}

async function restatePart(deps: ReceiveDeps, prepared: Numbered, index: number): Promise<Done> {
  const { reservation, reference, catalogue, revision, numbers, parts, context, unseen } = prepared;
  const part = parts[index] ?? missing(index);
  const number = numbers[index] ?? missing(index);
  const answer = await deps.restateBooking(
    reference.partner_reference,
    {
      ...part,
      hotel_id: catalogue.hotel_code,
      guest: readIncomingGuest(reservation.guest) ?? undefined,
      partner_revision: revision,
      // A revision of our own making is always later than what it changes.
      action:
        reservation.revision === null || reservation.action === 'cancel' ? 'modify' : reservation.action,
    },
    context,
    // The parts of one reservation are not there either, but for what an interrupted message left of them.
    { part: number, catalogue, unseen: unseen === true && number === FIRST_PART },
  );
  return toDone(answer);
}

function missing(index: number): never {
  throw new Error(`part ${index} of a reservation is not there`);
}

function toDone(answer: ChangeAnswer): Done {
  if (answer.kind === 'refused') {
    const { code, message, faults, details } = answer.body;
    throw new AppError(code, message, { faults, details });
  }
  const { created, changed = created, body } = answer;
  return { view: JSON.parse(body) as Done['view'], created, changed };
}

function toResult({ reservation }: PreparedReservation, done: readonly Done[]): ReservationResult {
  const { reference } = reservation;
  const [first] = done;
  const booking_id = first?.view.booking_id ?? null;
  if (booking_id === null) return { kind: 'buried', reference };
  const kind =
    first?.created === true ? 'booked' : done.some((one) => one.changed) ? 'modified' : 'unchanged';
  return { kind, reference, booking_id, oversold: done.some((one) => one.view.oversold) };
}
