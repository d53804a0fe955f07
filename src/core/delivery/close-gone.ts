import type { Catalogue } from '../hotels/catalogue.js';
import type { PushCell, PushOutcome } from '../model/channel-codec.js';
import { createTodayIn, fromEpochDay, toEpochDay, type LocalDate } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import { describeOutcome } from './attempts.js';
import type { ClaimedLane } from './claim-lane.js';
import { encodeWithin } from './encode-within.js';
import type { OpenEndpoint } from './endpoints.js';
import type { ParkedMark } from './lanes.js';
import { retryAfter, sendOne, type SendDeps } from './send-in-order.js';
import type { Refused, Settlement } from './settle-lane.js';
import { daysAheadOf } from './take-work.js';
import { findGone, forgetTold, isHeld, lastNightOf, type ToldProduct } from './told-products.js';

interface CloseDeps extends SendDeps {
  readonly stopping: () => boolean;
}

interface Closing {
  readonly lane: ClaimedLane;
  readonly endpoint: OpenEndpoint;
  /** null: the hotel is mapped no more, or the channel is to be disconnected. */
  readonly catalogue: Catalogue | null;
}

/** What could not be closed, for a person; or how the lane is left before all was closed. */
export type Closed =
  | { readonly kind: 'closed'; readonly refused: readonly Refused[] }
  | { readonly kind: 'ended'; readonly settlement: Settlement }
  | { readonly kind: 'lost' };

const todayIn = createTodayIn();

/**
 * Closes at the channel, under the codes that it was told, what is mapped no more: nobody would tell it of a booking there, so it
 * must sell none. What it refuses to close is parked, and not tried again.
 */
export async function closeGone(deps: CloseDeps, closing: Closing): Promise<Closed> {
  const { lane, endpoint, catalogue } = closing;
  const gone = await findGone(deps.database, lane.delivery_id, catalogue);
  const refused: Refused[] = [];
  const codec = endpoint.connector.channel;
  if (codec === undefined || gone.length === 0) return { kind: 'closed', refused };
  for (const hotel_code of new Set(gone.map((product) => product.hotel_code))) {
    const products = gone.filter((product) => product.hotel_code === hotel_code);
    for (const request of await requestsOf(deps.database, closing, products)) {
      if (deps.stopping()) return ended({ pause: 1, outcome: 'stopped' });
      // Given up and connected again meanwhile, it would be closed behind what it is told now.
      if (!(await isHeld(deps.database, lane))) return { kind: 'lost' };
      const turn = await sendOne(deps, { lane, endpoint, urgent: true }, { request, codec });
      if (turn.kind === 'lost') return turn;
      if (turn.kind === 'no_budget') return ended({ pause: turn.seconds, outcome: 'waits for its budget' });
      const outcome = describeOutcome(turn.outcome);
      if (turn.outcome.kind === 'retry')
        return ended({ ...retryAfter(turn.outcome, { lane, endpoint }), outcome });
      const open = notClosed(turn.outcome, products);
      if (open.length > 0)
        refused.push({
          code: 'NOT_CLOSED',
          message: `Close by hand: ${whatOf(open)}; ${outcome}`,
          marks: open.map((product) => toClose(product, todayIn('UTC', deps.clock.now()))),
        });
    }
    if (!(await deps.database.inTransaction((tx) => forgetTold(tx, lane, products)))) return { kind: 'lost' };
  }
  return { kind: 'closed', refused };
}

/** Of what is taken in part, the rooms that it names; all of it, where something of it is not named. */
function notClosed(outcome: PushOutcome, products: readonly ToldProduct[]): readonly ToldProduct[] {
  if (outcome.kind === 'rejected') return products;
  if (outcome.kind !== 'partial') return [];
  const named = new Set(outcome.items.map(({ item }) => item?.room_code));
  const rooms = products.filter(({ room_code }) => named.has(room_code));
  return named.has(undefined) || rooms.length === 0 ? products : rooms;
}

async function requestsOf(
  database: Database,
  { lane, endpoint, catalogue }: Closing,
  gone: readonly ToldProduct[],
) {
  const { dialect, settings, connector } = endpoint;
  const disabled = await readDisabled(database, lane);
  const known = gone.filter(({ room_id, rate_plan_id }) => !disabled.has(`${room_id} ${rate_plan_id}`));
  const [first] = known;
  if (first === undefined || connector.channel === undefined) return [];
  const today = todayIn(catalogue?.hotel.time_zone ?? (await zoneOf(database, lane)), new Date(settings.now));
  const rooms = [...new Set(known.map(({ room_id }) => room_id))];
  const last = await lastNightOf(database, rooms, { today, days: daysAheadOf(dialect) });
  const cells = known.flatMap((product) => closedCells(product, today, last));
  const products = known
    .filter(({ rate_code }) => rate_code !== '')
    .map(({ room_code, rate_code }) => ({ room_code, rate_code }));
  const push = { hotel_code: first.hotel_code, cells, full: false, products };
  return encodeWithin(connector.channel, push, { settings, bodyBytes: dialect.limits.body_bytes });
}

function closedCells({ room_code, rate_code, last_night }: ToldProduct, today: LocalDate, last: LocalDate) {
  const to = last_night > last ? last_night : last;
  const cells: PushCell[] = [];
  for (let day = toEpochDay(today); day <= toEpochDay(to); day++) {
    const date = fromEpochDay(day);
    cells.push(
      rate_code === ''
        ? { room_code, rate_code: null, date, available: 0, closed: true }
        : { room_code, rate_code, date, closed: true },
    );
  }
  return cells;
}

/** What the channel does not know is not sold there. */
async function readDisabled(database: Database, lane: ClaimedLane): Promise<ReadonlySet<string>> {
  const rows = await database.rows<{ room_id: string; rate_plan_id: string }>(
    'SELECT room_id, rate_plan_id FROM delivery_disabled WHERE partner_id = ? AND hotel_id = ?',
    [lane.partner_id, lane.hotel_id],
  );
  return new Set(rows.map(({ room_id, rate_plan_id }) => `${room_id} ${rate_plan_id}`));
}

async function zoneOf(database: Database, { hotel_id }: ClaimedLane): Promise<string> {
  const [hotel] = await database.rows<{ time_zone: string }>(
    'SELECT time_zone FROM hotels WHERE hotel_id = ?',
    [hotel_id],
  );
  return hotel?.time_zone ?? 'UTC';
}

/** Kept with what is parked, so that a person can have it tried again. */
function toClose(
  { hotel_code, room_code, rate_code, room_id, rate_plan_id, last_night }: ToldProduct,
  from: LocalDate,
): ParkedMark {
  const to = last_night < from ? from : last_night;
  return { room_id, rate_plan_id, from, to, urgent: false, gone: { hotel_code, room_code, rate_code } };
}

function whatOf(products: readonly ToldProduct[]): string {
  return products
    .slice(0, 20)
    .map(({ room_code, rate_code }) => (rate_code === '' ? room_code : `${room_code}/${rate_code}`))
    .join(', ');
}

function ended(how: Partial<Settlement> & Pick<Settlement, 'outcome'>): Closed {
  const nothing = { done: [], rest: [], refused: [], disabled: [], signature: null };
  return { kind: 'ended', settlement: { ...nothing, retryAfter: null, pause: 0, ...how } };
}
