import { decimal3 } from '../ari/read-price.js';
import type { Id } from '../model/ids.js';
import type { Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { SqlRow } from '../platform/sql-text.js';
import type { WantedLine } from './net-lots.js';
import { toWantedLine, type PricedLine } from './priced-line.js';

/** A line with the id of its row. */
export interface PlacedLine {
  readonly line: PricedLine;
  readonly wanted: WantedLine;
}

export function placeLines(lines: readonly PricedLine[], currency: string, nextId: NextId): PlacedLine[] {
  return lines.map((line) => ({ line, wanted: toWantedLine(line, nextId(), currency) }));
}

export interface LinesToWrite {
  readonly booking_id: Id;
  readonly currency: string;
  readonly placed: readonly PlacedLine[];
}

/** The rows of booking_rooms; the nights are restateNights' own. */
export async function insertLines(
  tx: Transaction,
  { booking_id, currency, placed }: LinesToWrite,
): Promise<void> {
  await tx.later(
    `INSERT INTO booking_rooms (booking_room_id, booking_id, room_id, rate_plan_id, quantity, guests, price_per_night,
       sent_room_code, sent_rate_code) VALUES ?`,
    [
      placed.map(({ line, wanted }) => {
        const sum = line.nights.reduce((total, night) => total + night.price, 0);
        const average = decimal3(Math.round(sum / line.nights.length), currency);
        return new SqlRow([
          wanted.booking_room_id,
          booking_id,
          line.room_id,
          line.rate_plan_id,
          line.quantity,
          line.guests,
          average,
          line.sent_room_code ?? null,
          line.sent_rate_code ?? null,
        ]);
      }),
    ],
  );
}

/** Lines that a revision restates; what is left is the present state. */
export async function dropLines(tx: Transaction, bookingId: Id, revision: number): Promise<void> {
  await tx.later(
    'UPDATE booking_rooms SET dropped_revision = ? WHERE booking_id = ? AND dropped_revision IS NULL',
    [revision, bookingId],
  );
}
