import type { ChannelCodec, PushCell } from '../model/channel-codec.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { Database, Queryable } from '../platform/database.js';

type Codes = Pick<PushCell, 'room_code' | 'rate_code'>;

/** A hotel at a partner whose contract knows limits of advance days, under the partner's code. */
interface Sent {
  readonly partner_id: Id;
  readonly hotel_code: string;
  readonly codec: Pick<ChannelCodec, 'lifts_advance_days'>;
}

interface Span {
  from: LocalDate;
  to: LocalDate;
}

/**
 * Notes, before anything of it is sent, of which nights a channel is about to be told a limit of advance days: where its answer is
 * lost, or this process dies, it may have the limit all the same.
 */
export async function recordAdvance(
  database: Database,
  { partner_id, hotel_code, codec }: Sent,
  cells: readonly PushCell[],
): Promise<void> {
  const spans = new Map<string, Codes & Span>();
  for (const cell of cells.filter(isLimited)) {
    const { room_code, rate_code, date } = cell;
    const span = spans.get(keyOf(cell)) ?? { room_code, rate_code, from: date, to: date };
    spans.set(keyOf(cell), span);
    if (date < span.from) span.from = date;
    if (date > span.to) span.to = date;
  }
  if (codec.lifts_advance_days !== true || spans.size === 0) return;
  // Committed by itself; in a transaction for the sake of its repetition.
  await database.inTransaction((tx) =>
    tx.run(
      `INSERT INTO delivery_advance_days (partner_id, hotel_code, room_code, rate_code, first_night, last_night) VALUES ?
       ON DUPLICATE KEY UPDATE first_night = LEAST(first_night, VALUES(first_night)),
         last_night = GREATEST(last_night, VALUES(last_night))`,
      [
        [...spans.values()].map(({ room_code, rate_code, from, to }) => [
          ...[partner_id, hotel_code, room_code, rate_code, from, to],
        ]),
      ],
    ),
  );
}

/** Tells of which cells a channel may have a limit of advance days, for one was sent to it there, or on nights before and behind. */
export async function readAdvance(
  database: Queryable,
  { partner_id, hotel_code }: Omit<Sent, 'codec'>,
): Promise<(cell: PushCell) => boolean> {
  const rows = await database.rows<Codes & { first_night: LocalDate; last_night: LocalDate }>(
    `SELECT room_code, rate_code, first_night, last_night FROM delivery_advance_days
     WHERE partner_id = ? AND hotel_code = ?`,
    [partner_id, hotel_code],
  );
  const spans = new Map(rows.map((row) => [keyOf(row), row]));
  return (cell) => {
    const span = spans.get(keyOf(cell));
    return span !== undefined && cell.date >= span.first_night && cell.date <= span.last_night;
  };
}

function isLimited({ min_advance_days, max_advance_days }: PushCell): boolean {
  return typeof min_advance_days === 'number' || typeof max_advance_days === 'number';
}

function keyOf({ room_code, rate_code }: Codes): string {
  return `${room_code}\n${rate_code ?? ''}`;
}
