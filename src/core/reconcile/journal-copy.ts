import { messageKind } from '../../connectors/shared/message-kinds.js';
import type { InventoryPatch, RatePatch } from '../ari/cell-patches.js';
import { resolveEach } from '../ari/resolve-updates.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { ReadJournal } from '../messages/read-journal.js';
import type { AriMessage } from '../model/ari.js';
import type { Connector } from '../model/connector.js';
import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import { decodeOptionsOf, type Partner } from '../partners/partner.js';
import type { Queryable } from '../platform/database.js';

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
  for (const { ari, at } of received.toReversed()) {
    if (ari.products !== undefined) {
      const text =
        'Rate plans that were stated with their terms are not compared: their prices are calculated here.';
      if (!warnings.includes(text)) warnings.push(text);
      continue;
    }
    if (ari.complete_set && ari.scope === undefined) {
      completeAt = at;
      for (const nights of rooms.values())
        for (const [date, said] of nights) nights.set(date, { at, patch: { ...said.patch, available: 0 } });
    }
    const { patches } = await resolveEach(ari, catalogue, { today });
    for (const { room_id, nights } of patches.rooms()) overlay(rooms, room_id, { nights, at });
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

/** Newest first, up to the last complete set. */
async function readMessages(
  { database, journal, connectors }: Deps,
  partner: Partner,
  { hotel_code }: Catalogue,
): Promise<Received[]> {
  // A message about several hotels is kept without one.
  const rows = await database.rows<{ message_id: Id; kind: string; received_at: string }>(
    `SELECT message_id, kind, received_at FROM messages WHERE partner_id = ? AND direction = 'in' AND outcome = 'APPLIED'
       AND (hotel_code = ? OR hotel_code IS NULL) AND body_bytes > 0 ORDER BY message_id DESC LIMIT ?`,
    [partner.partner_id, hotel_code, MOST_MESSAGES],
  );
  const received: Received[] = [];
  for (const { message_id, kind, received_at: at } of rows) {
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
    for (const part of [ari, ...more]) if (part.hotel_code === hotel_code) received.push({ ari: part, at });
    if (received.at(-1)?.ari.complete_set === true && received.at(-1)?.ari.scope === undefined) break;
  }
  return received;
}

function charsetOf(contentType: string): string | null {
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1] ?? null;
}
