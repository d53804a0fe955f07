import { SOLD_AT_UNKNOWN } from '../events/types.js';
import type { Catalogue } from '../hotels/catalogue.js';
import { holdsCardNumber } from '../model/card-number.js';
import { AppError } from '../model/errors.js';
import type { IncomingReservation, ReservationResult } from '../model/incoming-reservation.js';
import { isPlainText } from '../model/plain-text.js';
import type { Partner } from '../partners/partner.js';
import { hashOf } from './incoming-hash.js';
import { refuseParty } from './incoming-party.js';
import { toParts } from './incoming-state.js';
import type { PreparedReservation, ReceiveDeps } from './prepared-reservation.js';
import { refusedResult } from './refused-result.js';
import { FIRST_PART } from './tombstones.js';

interface Incoming {
  readonly partner: Partner;
  readonly reservation: IncomingReservation;
  readonly request_id: string;
}

type Refused = Extract<ReservationResult, { kind: 'refused' }>;

const LONGEST_REFERENCE = 64;

/** Looks at a reservation without changing anything. */
export async function prepareIncoming(
  deps: Pick<ReceiveDeps, 'database' | 'openCatalogue' | 'clock'>,
  incoming: Incoming,
): Promise<PreparedReservation | Refused> {
  const { partner, reservation, request_id } = incoming;
  // Where it does not say when it sold, that was before we heard of it: what it is told from now on knows nothing of the sale.
  const heard = deps.clock.now().toISOString();
  try {
    refuseReference(reservation);
    refuseCards(reservation);
    const hotelCode = reservation.hotel_code ?? (await findHotel(deps, incoming));
    const opened = await open(deps, incoming, hotelCode);
    if ('kind' in opened) return opened;
    const sold = partner.oversell_policy === 'accept_oversold';
    const cancels = reservation.action === 'cancel';
    if (!sold && !cancels) {
      const unknown = findUnknown(reservation, opened);
      if (unknown !== null) return refusedResult(reservation, unknown.error, unknown.subject);
      refuseParty(reservation, opened);
    }
    const { reference: partner_reference } = reservation;
    return {
      kind: 'prepared',
      reservation,
      reference: {
        partner_id: partner.partner_id,
        hotel_id: opened.hotel.hotel_id,
        partner_reference,
        reference_part: FIRST_PART,
      },
      catalogue: opened,
      sold,
      parts: cancels ? [] : toParts(reservation, opened, sold),
      context: {
        partner,
        idempotency_key: null,
        body_hash: hashOf(reservation),
        request_id,
        sold_at: reservation.repeated === true ? SOLD_AT_UNKNOWN : (statedTime(reservation) ?? heard),
      },
    };
  } catch (error) {
    return refusedResult(reservation, error);
  }
}

/** The smallest revision that is a time in milliseconds (of 2001) and no count. */
const FIRST_TIME = 1_000_000_000_000;
const LAST_TIME = 8_640_000_000_000_000;

function statedTime({ revision }: IncomingReservation): string | undefined {
  if (revision === null || revision < FIRST_TIME || revision > LAST_TIME) return undefined;
  return new Date(revision).toISOString();
}

async function open(
  { openCatalogue }: Pick<ReceiveDeps, 'openCatalogue'>,
  { partner, reservation }: Incoming,
  hotelCode: string,
): Promise<Catalogue | Refused> {
  try {
    return await openCatalogue(partner, hotelCode);
  } catch (error) {
    return refusedResult(reservation, error, hotelCode);
  }
}

/** @throws AppError VALIDATION for a number under which nothing can be kept. */
function refuseReference({ reference }: IncomingReservation): void {
  const say = (what: string) => new AppError('VALIDATION', `The reservation's number ${what}.`);
  if (reference.trim() === '') throw say('is missing');
  if (reference.length > LONGEST_REFERENCE) throw say(`has more than ${LONGEST_REFERENCE} characters`);
  if (!isPlainText(reference)) throw say('holds control characters');
  if (holdsCardNumber(reference)) throw say('looks like a card number; put letters between its digits');
}

/**
 * What is kept as it was sent, though nobody may have mapped it: never a card number (law 10).
 * @throws AppError VALIDATION
 */
function refuseCards({ rooms, revision }: IncomingReservation): void {
  const say = (what: string) =>
    new AppError('VALIDATION', `A ${what} of the reservation looks like a card number; never send one.`);
  if (holdsCardNumber(String(revision ?? ''))) throw say('revision');
  for (const { room_code, rate_code } of rooms) {
    if (holdsCardNumber(room_code ?? '')) throw say('room code');
    if (holdsCardNumber(rate_code ?? '')) throw say('rate code');
  }
}

/**
 * The hotel of a reservation whose message names none: the one at which this partner has it already.
 * @throws AppError HOTEL_NOT_FOUND
 */
async function findHotel(
  { database }: Pick<ReceiveDeps, 'database'>,
  { partner, reservation }: Incoming,
): Promise<string> {
  const rows = await database.rows<{ hotel_id: string }>(
    'SELECT DISTINCT hotel_id FROM bookings WHERE partner_id = ? AND partner_reference = ? LIMIT 2',
    [partner.partner_id, reservation.reference],
  );
  const [only, ...others] = rows;
  if (only !== undefined && others.length === 0) return only.hotel_id;
  throw new AppError(
    'HOTEL_NOT_FOUND',
    `Reservation "${reservation.reference}" names no hotel, and none is known that has it.`,
  );
}

interface Unknown {
  readonly error: AppError;
  readonly subject: string;
}

function findUnknown({ rooms }: IncomingReservation, catalogue: Catalogue): Unknown | null {
  const at = `is not mapped to you at hotel "${catalogue.hotel_code}"`;
  for (const { room_code, rate_code } of rooms) {
    const room = room_code ?? '';
    if (catalogue.room(room) === undefined)
      return { error: new AppError('ROOM_NOT_FOUND', `Room type "${room}" ${at}.`), subject: room };
    if (rate_code !== null && catalogue.ratePlan(rate_code) === undefined)
      return { error: new AppError('RATE_NOT_FOUND', `Rate plan "${rate_code}" ${at}.`), subject: rate_code };
  }
  return null;
}
