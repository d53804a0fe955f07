import { messageKind } from '../../connectors/shared/message-kinds.js';
import type { InventoryPatch, RatePatch } from '../ari/cell-patches.js';
import { resolveEach } from '../ari/resolve-updates.js';
import { CLOCK_TOLERANCE_MS, usableTime } from '../ari/usable-time.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { ReadJournal } from '../messages/read-journal.js';
import type { AriMessage } from '../model/ari.js';
import type { Connector } from '../model/connector.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import { decodeOptionsOf, type Partner } from '../partners/partner.js';
import type { Queryable } from '../platform/database.js';
import { fromSqlTime, toSqlTime } from '../platform/sql-time.js';
import { overtakenCounts, type CountedAt } from './overtaken-counts.js';

/** What a PMS last said of a night, and when we received it (UTC, as the database writes it). */
export interface Said<Patch> {
  readonly patch: Patch;
  readonly at: string;
}

/** What a PMS has said of a hotel, by our ids. Nights of which it said nothing are not in it. */
export interface JournalCopy {
  readonly rooms: ReadonlyMap<Id, ReadonlyMap<LocalDate, Said<InventoryPatch>>>;
  /** By room and rate plan: "room_id rate_plan_id". */
  readonly rates: ReadonlyMap<string, ReadonlyMap<LocalDate, Said<RatePatch>>>;
  /** When the last complete set came: what it does not name has no rooms. null: there was none. */
  readonly completeAt: string | null;
  readonly messages: number;
  readonly warnings: readonly string[];
}

interface Deps {
  readonly database: Queryable;
  readonly journal: Pick<ReadJournal, 'show'>;
  readonly connectors: ReadonlyMap<string, Connector>;
}

/** Deltas behind the last complete set; a PMS that never sends one is judged by the newest of what it sent. */
const MOST_MESSAGES = 2_000;

interface Received {
  readonly ari: AriMessage;
  readonly at: string;
  /** By the sender's own clock; null: it says nothing. */
  readonly sentAt: string | null;
}

/**
 * Reads the accepted messages of a PMS again, from the last complete set on, and puts them on top of each other by the rules by which
 * they were applied.
 */
export async function readJournalCopy(
  deps: Deps,
  partner: Partner,
  { catalogue, today }: { readonly catalogue: Catalogue; readonly today: LocalDate },
): Promise<JournalCopy> {
  const received = await readMessages(deps, partner, catalogue);
  const rooms = new Map<Id, Map<LocalDate, Said<InventoryPatch>>>();
  const rates = new Map<string, Map<LocalDate, Said<RatePatch>>>();
  const warnings: string[] = [];
  let completeAt: string | null = null;
  const counted: CountedAt = new Map();
  for (const { ari, at, sentAt } of received.toReversed()) {
    const counts = overtakenCounts(counted, sentAt);
    if (ari.products !== undefined) {
      const text =
        'Rate plans that were stated with their terms are not compared: their prices are calculated here.';
      if (!warnings.includes(text)) warnings.push(text);
      continue;
    }
    if (ari.complete_set && ari.scope === undefined) {
      completeAt = at;
      const nothing = { available: 0 };
      for (const [room_id, nights] of rooms)
        for (const [date, said] of nights)
          nights.set(date, { at, patch: { ...said.patch, ...counts.take(room_id, date, nothing) } });
    }
    const { patches } = await resolveEach(ari, catalogue, { today });
    for (const { room_id, nights } of patches.rooms()) {
      const taken = [...nights].map(([date, patch]) => [date, counts.take(room_id, date, patch)] as const);
      overlay(rooms, room_id, { nights: new Map(taken), at });
    }
    for (const { room_id, rate_plan_id, nights } of patches.rates())
      overlay(rates, `${room_id} ${rate_plan_id}`, { nights, at });
  }
  return { rooms, rates, completeAt, messages: received.length, warnings };
}

function overlay<Patch>(
  known: Map<string, Map<LocalDate, Said<Patch>>>,
  key: string,
  { nights, at }: { readonly nights: ReadonlyMap<LocalDate, Patch>; readonly at: string },
): void {
  const of = known.get(key) ?? new Map<LocalDate, Said<Patch>>();
  known.set(key, of);
  for (const [date, patch] of nights) of.set(date, { at, patch: { ...of.get(date)?.patch, ...patch } });
}

/** Newest first, up to the last complete set; behind one that came late, what was sent after it and came before. */
async function readMessages(
  { database, journal, connectors }: Deps,
  partner: Partner,
  { hotel, hotel_code }: Catalogue,
): Promise<Received[]> {
  const since = await readCountedSince(database, hotel.hotel_id);
  // A message about several hotels is kept without one.
  const rows = await database.rows<{ message_id: Id; kind: string; received_at: string }>(
    `SELECT message_id, kind, received_at FROM messages WHERE partner_id = ? AND direction = 'in' AND outcome = 'APPLIED'
       AND (hotel_code = ? OR hotel_code IS NULL) AND body_bytes > 0 AND received_at >= ? ORDER BY message_id DESC LIMIT ?`,
    [partner.partner_id, hotel_code, since, MOST_MESSAGES],
  );
  const received: Received[] = [];
  let until = '';
  for (const { message_id, kind, received_at: at } of rows) {
    if (at < until) break;
    if ((messageKind(kind) ?? 'ari') !== 'ari') continue;
    const message = await journal.show(message_id);
    const connector = connectors.get(message.connector);
    const options = { charset: charsetOf(message.content_type), ...decodeOptionsOf(partner) };
    const plain = await connector?.decode(message.bytes, options);
    // Contracts that name the action in the path say nothing of it in the message: then it is what the message is called.
    const decoded =
      plain?.content === null ? await connector?.decode(message.bytes, { ...options, action: kind }) : plain;
    if (decoded?.content?.kind !== 'ari') continue;
    const { ari, more = [] } = decoded.content;
    const came = fromSqlTime(at);
    for (const part of [ari, ...more])
      if (part.hotel_code === hotel_code)
        received.push({ ari: part, at, sentAt: usableTime(part.sent_at, came) });
    const last = received.at(-1);
    if (until !== '' || last?.ari.complete_set !== true || last.ari.scope !== undefined) continue;
    if (last.sentAt === null) break;
    until = toSqlTime(new Date(fromSqlTime(last.sentAt).getTime() - CLOCK_TOLERANCE_MS));
  }
  return received;
}

/** What it said before it was replaced is not its word of today, should it be the PMS again. */
async function readCountedSince(database: Queryable, hotelId: Id): Promise<string> {
  const [row] = await database.rows<{ counted_since: string | null }>(
    'SELECT counted_since FROM hotels WHERE hotel_id = ?',
    [hotelId],
  );
  return row?.counted_since ?? '1970-01-01';
}

function charsetOf(contentType: string): string | null {
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1] ?? null;
}
