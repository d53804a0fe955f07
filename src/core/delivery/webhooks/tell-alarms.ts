import type { OpenCatalogue } from '../../hotels/catalogue.js';
import type { Clock } from '../../model/clock.js';
import type { Connector } from '../../model/connector.js';
import { AppError } from '../../model/errors.js';
import type { Id } from '../../model/ids.js';
import type { WebhookNotice } from '../../model/webhook-codec.js';
import type { Database } from '../../platform/database.js';
import type { NextId } from '../../platform/snowflake.js';
import { fromSqlTime, toSqlTime } from '../../platform/sql-time.js';
import type { ComposedMessage } from './compose-messages.js';
import { readEndpoints, type StoredEndpoint } from './webhook-endpoint.js';
import { writeMessages } from './webhook-messages.js';
import { settingsOrNone, type SettingsDeps } from './webhook-settings.js';

/** "non_acked_booking: not acknowledged at 30 minutes after first receiving" (Channex, webhook collection). */
const UNACKNOWLEDGED_MS = 30 * 60_000;
/** Of one endpoint and kind at a turn; the rest has the next one. */
const MOST = 500;

interface Deps extends SettingsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly openCatalogue: OpenCatalogue;
  readonly connectors: ReadonlyMap<string, Connector>;
  /** Something is due now. */
  readonly wake: () => void;
}

/** What is wrong, and nobody's event: found by looking. */
interface Alarm {
  /** Of the revision or the parked delivery: what an endpoint was told of stands with it, once. */
  readonly subject: Id;
  readonly hotel_id: Id;
  readonly at: string;
  readonly notice: WebhookNotice;
}

/** @returns messages that were put in line. */
export type TellAlarms = () => Promise<number>;

/**
 * Tells PMSs whose contract has a word for it of reservations that they have not acknowledged, and of channels that refused what they
 * were sent of a hotel of theirs. What was told is in line under its number, as events are under theirs, so that it is told once.
 */
export function createTellAlarms(deps: Deps): TellAlarms {
  const { database, clock, nextId, wake } = deps;
  return async () => {
    const endpoints = await readEndpoints(
      database,
      "p.status = 'ACTIVE' AND p.kind = 'pms' AND e.status = 'ACTIVE' AND e.kind = 'channex'",
    );
    const messages: ComposedMessage[] = [];
    for (const endpoint of endpoints) {
      const alarms = [
        ...(await readUnacknowledged(database, endpoint, clock.now())),
        ...(await readParked(database, endpoint)),
      ];
      for (const alarm of alarms) messages.push(...(await compose(deps, endpoint, alarm)));
    }
    if (messages.length === 0) return 0;
    await writeMessages(database, messages, { now: clock.now(), nextId, again: false });
    wake();
    return messages.length;
  };
}

/** Not yet told to this endpoint; `?` are the endpoint and the type. */
const untold = (subject: string) => `NOT EXISTS (SELECT 1 FROM webhook_messages m
  WHERE m.endpoint_id = ? AND m.outbox_id = ${subject} AND m.type = ?)`;

async function readUnacknowledged(database: Database, endpoint: StoredEndpoint, now: Date): Promise<Alarm[]> {
  if (!wants(endpoint, 'non_acked_booking')) return [];
  const rows = await database.rows<{ revision_id: Id; booking_id: Id; hotel_id: Id; created_at: string }>(
    `SELECT r.revision_id, r.booking_id, r.hotel_id, r.created_at FROM reservation_revisions r
     WHERE r.pms_partner_id = ? AND r.state IN ('PENDING', 'HANDED_OUT') AND r.created_at <= ? AND ${untold('r.revision_id')}
     ORDER BY r.revision_id LIMIT ${MOST}`,
    [
      endpoint.partner_id,
      toSqlTime(new Date(now.getTime() - UNACKNOWLEDGED_MS)),
      ...[endpoint.endpoint_id, 'non_acked_booking'],
    ],
  );
  return rows.map(({ revision_id, booking_id, hotel_id }) => ({
    ...{ subject: revision_id, hotel_id, at: now.toISOString() },
    notice: { kind: 'unacknowledged', booking_id, revision_id },
  }));
}

async function readParked(database: Database, endpoint: StoredEndpoint): Promise<Alarm[]> {
  if (!wants(endpoint, 'sync_error')) return [];
  const rows = await database.rows<{
    delivery_id: Id;
    hotel_id: Id;
    channel: string;
    channel_name: string;
    subject: string;
    updated_at: string;
  }>(
    `SELECT d.delivery_id, d.hotel_id, p.code AS channel, p.name AS channel_name, d.subject, d.updated_at
     FROM deliveries d JOIN hotels h ON h.hotel_id = d.hotel_id JOIN partners p ON p.partner_id = d.partner_id
     WHERE d.state = 'PARKED' AND d.kind = 'ari' AND h.pms_partner_id = ? AND ${untold('d.delivery_id')}
     ORDER BY d.delivery_id LIMIT ${MOST}`,
    [endpoint.partner_id, endpoint.endpoint_id, 'sync_error'],
  );
  return rows.map(({ delivery_id, hotel_id, channel, channel_name, subject, updated_at }) => ({
    ...{ subject: delivery_id, hotel_id, at: fromSqlTime(updated_at).toISOString() },
    notice: {
      ...{ kind: 'sync_error', channel, channel_name, delivery_id },
      error: subject.replace(/^parked:/, ''),
    },
  }));
}

function wants({ event_types }: StoredEndpoint, type: string): boolean {
  return event_types === null || event_types.includes(type);
}

async function compose(
  deps: Deps,
  endpoint: StoredEndpoint,
  { subject, hotel_id, at, notice }: Alarm,
): Promise<ComposedMessage[]> {
  const { endpoint_id, partner_id, partner_kind, hotel_ids, event_types, kind } = endpoint;
  const codec = deps.connectors.get(kind)?.webhooks;
  if (codec === undefined || (hotel_ids !== null && !hotel_ids.includes(hotel_id))) return [];
  const hotel_code = await codeOf(deps, { partner_id, kind: partner_kind }, hotel_id);
  if (hotel_code === null) return [];
  const { send_data } = settingsOrNone(deps, endpoint);
  return codec
    .encode(notice, { hotel_code, occurred_at: at }, { event_types, send_data })
    .map(({ event: type, body }) => ({
      ...{ endpoint_id, outbox_id: subject, type, hotel_id, occurred_at: at },
      body: JSON.stringify(body),
    }));
}

/** null for a hotel that is not mapped to it. */
async function codeOf(
  { openCatalogue }: Deps,
  viewer: Parameters<OpenCatalogue>[0],
  hotelId: Id,
): Promise<string | null> {
  try {
    return (await openCatalogue(viewer, hotelId)).hotel_code;
  } catch (error) {
    if (error instanceof AppError && error.code === 'HOTEL_NOT_FOUND') return null;
    throw error;
  }
}
