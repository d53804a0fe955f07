import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import type { Clock } from '../model/clock.js';
import type { Connector } from '../model/connector.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { IncomingReservation } from '../model/incoming-reservation.js';
import { addDays, type LocalDate } from '../model/local-date.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { markLanes, ROOM_ITSELF, type LaneMarks, type Mark } from './lanes.js';
import { toMarks } from './night-marks.js';
import { countsForItself } from './dialect-of.js';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly openCatalogue: OpenCatalogue;
}

export type TellRefused = (partner: Partner, reservations: readonly IncomingReservation[]) => Promise<void>;

/**
 * A channel that counts for itself has counted a booking, a change or a cancellation before it is refused here, and no contract says
 * that it takes that back: the nights of the message, and those of the booking as it stays here, are told as they are. So are those of
 * a message that changes nothing because a later one came first: what the channel was told between the two it counted on from, and no
 * count of ours moves for it. Others hear nothing of it, and what is told once too often changes nothing.
 */
export function createTellRefused(deps: Deps): TellRefused {
  const { database, clock, nextId, connectors } = deps;
  return async (partner, reservations) => {
    if (reservations.length === 0) return;
    const { partner_id, connector } = partner;
    const [endpoint] = await database.rows<{ dialect: string | null }>(
      "SELECT dialect FROM channel_endpoints WHERE partner_id = ? AND status = 'ACTIVE'",
      [partner_id],
    );
    if (endpoint === undefined || !countsForItself(connectors, { connector, ...endpoint })) return;
    const lanes: LaneMarks[] = [];
    for (const reservation of reservations) {
      const catalogue = await openNamed(deps, partner, reservation);
      if (catalogue === null) continue;
      const { hotel_id } = catalogue.hotel;
      const stored = await nightsStored(database, { partner_id, hotel_id }, reservation);
      const marks = [...nightsSaid(catalogue, reservation), ...stored];
      if (marks.length > 0) lanes.push({ partner_id, hotel_id, kind: 'ari', marks });
    }
    await database.inTransaction((tx) => markLanes(tx, lanes, { now: toSqlTime(clock.now()), nextId }));
  };
}

/** Null: no hotel of theirs is meant. A cancellation need not name it: then it is where the booking is. */
async function openNamed(
  { database, openCatalogue }: Deps,
  partner: Partner,
  { hotel_code, reference }: IncomingReservation,
): Promise<Catalogue | null> {
  const hotel = hotel_code ?? (await findHotel(database, partner, reference));
  if (hotel === null) return null;
  try {
    return await openCatalogue(partner, hotel);
  } catch (error) {
    if (error instanceof AppError && error.code === 'HOTEL_NOT_FOUND') return null;
    throw error;
  }
}

async function findHotel(database: Database, { partner_id }: Partner, reference: string): Promise<Id | null> {
  const [row] = await database.rows<{ hotel_id: Id }>(
    'SELECT hotel_id FROM bookings WHERE partner_id = ? AND partner_reference = ? LIMIT 1',
    [partner_id, reference],
  );
  return row?.hotel_id ?? null;
}

/** Of rooms that are mapped: of others the channel has no count of ours. */
function nightsSaid(catalogue: Catalogue, { rooms }: IncomingReservation): Mark[] {
  return rooms.flatMap(({ room_code, check_in, check_out }): Mark[] => {
    const room_id = catalogue.room(room_code ?? '')?.room_id;
    const to = addDays(check_out, -1);
    if (room_id === undefined || to < check_in) return [];
    return [{ room_id, rate_plan_id: ROOM_ITSELF, from: check_in, to, urgent: false }];
  });
}

/** Of what the partner has here under the same number. */
async function nightsStored(
  database: Database,
  { partner_id, hotel_id }: { readonly partner_id: Id; readonly hotel_id: Id },
  { reference }: IncomingReservation,
): Promise<Mark[]> {
  const nights = await database.rows<{ room_id: Id; date: LocalDate }>(
    `SELECT DISTINCT n.room_id, n.date FROM bookings b JOIN booking_room_nights n ON n.booking_id = b.booking_id
     WHERE b.partner_id = ? AND b.hotel_id = ? AND b.partner_reference = ? AND n.room_id <> 0`,
    [partner_id, hotel_id, reference],
  );
  return nights.flatMap(({ room_id, date }) =>
    toMarks([{ date }], { room_id, rate_plan_id: ROOM_ITSELF, urgent: false }),
  );
}
