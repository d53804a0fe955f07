import { ROOM_ITSELF, type Mark } from '../delivery/lanes.js';
import type { Id } from '../model/ids.js';
import { toEpochDay, type LocalDate } from '../model/local-date.js';
import type { Queryable } from '../platform/database.js';

/** One night of a room or of one of its rate plans, by our ids. */
export interface NightId {
  readonly room_id: Id;
  /** '0' for the room itself. */
  readonly rate_plan_id: Id;
  readonly date: LocalDate;
}

/** What delivery knows of a channel and a hotel: why a night may differ. */
export interface LaneFacts {
  /** It is about to be told: a change or a full sync is under way. */
  waits(night: NightId): boolean;
  /** The channel would not take it: parked for a person, or left out with its pair. */
  isRefused(night: NightId): boolean;
  /** Its pair is left out until its mapping is mended: nothing is told of it. */
  isDisabled(night: NightId): boolean;
  /** A person has stopped it: the endpoint, or this hotel. */
  readonly paused: boolean;
  /** A full sync is wanted or under way. */
  readonly syncing: boolean;
}

interface LaneRow {
  readonly delivery_id: Id;
  readonly state: string;
  readonly sync_state: string;
  readonly cells: string | null;
  readonly status: string;
}

interface MarkRow {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly from_date: LocalDate;
  readonly to_date: LocalDate;
}

export async function readLaneFacts(
  database: Queryable,
  { partner_id, hotel_id }: { readonly partner_id: Id; readonly hotel_id: Id },
): Promise<LaneFacts> {
  const lanes = await database.rows<LaneRow>(
    `SELECT d.delivery_id, d.state, d.sync_state, d.cells, e.status FROM channel_endpoints e
     LEFT JOIN deliveries d ON d.partner_id = e.partner_id AND d.hotel_id = ? AND d.kind = 'ari'
     WHERE e.partner_id = ?`,
    [hotel_id, partner_id],
  );
  const open = lanes.filter(({ state }) => state !== 'PARKED');
  const ids = open.flatMap(({ delivery_id: id }) => (id === null ? [] : [id]));
  const marks =
    ids.length === 0
      ? []
      : await database.rows<MarkRow>(
          'SELECT room_id, rate_plan_id, from_date, to_date FROM delivery_marks WHERE delivery_id IN (?)',
          [ids],
        );
  const disabled = await database.rows<{ room_id: Id; rate_plan_id: Id }>(
    'SELECT room_id, rate_plan_id FROM delivery_disabled WHERE partner_id = ? AND hotel_id = ?',
    [partner_id, hotel_id],
  );
  const parked = lanes
    .filter(({ state }) => state === 'PARKED')
    .flatMap(({ cells }) => JSON.parse(cells ?? '[]') as Mark[]);
  const off = new Set(disabled.map(({ room_id, rate_plan_id }) => `${room_id} ${rate_plan_id}`));
  const isDisabled = ({ room_id, rate_plan_id }: NightId): boolean =>
    off.has(`${room_id} ${rate_plan_id}`) || off.has(`${room_id} ${ROOM_ITSELF}`);
  const isParked = nightsIn(parked);
  const isMarked = nightsIn(
    marks.map(({ from_date, to_date, ...of }) => ({ ...of, from: from_date, to: to_date })),
  );
  // A full sync that is wanted is about everything; one that runs has marks for what is left of it.
  const syncing = open.some(({ sync_state }) => sync_state === 'WANTED');
  return {
    waits: (night) => syncing || isMarked(night),
    isRefused: (night) => isDisabled(night) || isParked(night),
    isDisabled,
    paused: open.some(({ state, status }) => state === 'PAUSED' || status === 'PAUSED'),
    syncing: open.some(({ sync_state }) => sync_state === 'WANTED' || sync_state === 'RUNNING'),
  };
}

type Range = Omit<Mark, 'urgent'>;

/** Contracts that name a rate plan wherever they can tell what is the room's with its rate plans, and the other way round. */
function nightsIn(ranges: readonly Range[]): (night: NightId) => boolean {
  const days = new Map<Id, { readonly rate: Id; readonly first: number; readonly last: number }[]>();
  for (const { room_id, rate_plan_id, from, to } of ranges) {
    const known = days.get(room_id) ?? [];
    known.push({ rate: rate_plan_id, first: toEpochDay(from), last: toEpochDay(to) });
    days.set(room_id, known);
  }
  return ({ room_id, rate_plan_id, date }) => {
    const day = toEpochDay(date);
    return (
      days
        .get(room_id)
        ?.some(
          ({ rate, first, last }) =>
            day >= first &&
            day <= last &&
            (rate === rate_plan_id || rate === ROOM_ITSELF || rate_plan_id === ROOM_ITSELF),
        ) === true
    );
  };
}
