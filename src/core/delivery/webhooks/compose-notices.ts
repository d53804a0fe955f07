import type { BusEvent } from '../../events/event-bus.js';
import type { EventData } from '../../events/types.js';
import type { Catalogue } from '../../hotels/catalogue.js';
import type { Connector } from '../../model/connector.js';
import type { Id } from '../../model/ids.js';
import type { NoticedNight, WebhookNotice } from '../../model/webhook-codec.js';
import type { Queryable } from '../../platform/database.js';
import type { TypedBody } from './compose-messages.js';
import type { StoredEndpoint } from './webhook-endpoint.js';
import { settingsOrNone, type SettingsDeps } from './webhook-settings.js';

/** What a booking's PMS was told of one of its states. */
export interface RevisionOf {
  readonly revision_id: Id;
  readonly action: 'new' | 'modify' | 'cancel';
  readonly pms_partner_id: Id | null;
}

interface Parts {
  readonly event: BusEvent;
  readonly endpoint: StoredEndpoint;
  readonly catalogue: Catalogue;
  readonly revisions: ReadonlyMap<string, RevisionOf>;
}

/** The hints of a contract with a form of its own. */
export function composeNotices(
  deps: SettingsDeps & { readonly connectors: ReadonlyMap<string, Connector> },
  { event, endpoint, catalogue, revisions }: Parts,
): TypedBody[] {
  const codec = deps.connectors.get(endpoint.kind)?.webhooks;
  const notice = noticeOf(event, { endpoint, catalogue, revisions });
  if (codec === undefined || notice === null) return [];
  const { event_types } = endpoint;
  const { send_data } = settingsOrNone(deps, endpoint);
  const place = { hotel_code: catalogue.hotel_code, occurred_at: event.occurred_at };
  return codec
    .encode(notice, place, { event_types, send_data })
    .map(({ event: type, body }) => ({ type, body: JSON.stringify(body) }));
}

function noticeOf(
  event: BusEvent,
  { endpoint, catalogue, revisions }: Omit<Parts, 'event'>,
): WebhookNotice | null {
  switch (event.type) {
    case 'HotelCreated':
    case 'HotelUpdated':
      return null;
    case 'RoomInventoryUpdated': {
      const room_code = catalogue.roomCode(event.data.room_id);
      const nights = event.data.nights.map(({ date, available_rooms, closed }): NoticedNight => ({
        ...{ room_code, rate_code: null, date, available: available_rooms, closed },
      }));
      return { kind: 'ari', nights };
    }
    case 'PriceUpdated': {
      const room_code = catalogue.roomCode(event.data.room_id);
      const rate_code = catalogue.rateCode(event.data.rate_plan_id);
      const nights = event.data.nights.map(({ date, amount, closed = false }): NoticedNight => ({
        ...{ room_code, rate_code, date, closed },
        ...(amount === null ? {} : { rate: amount }),
      }));
      return { kind: 'ari', nights };
    }
    case 'BookingCreated':
    case 'BookingConfirmed':
    case 'BookingModified':
    case 'BookingCancelled':
    case 'BookingFailed': {
      const { booking_id, revision } = event.data;
      const told = revisions.get(`${booking_id} ${revision}`);
      if (told === undefined || told.pms_partner_id !== endpoint.partner_id) return null;
      const { action, revision_id } = told;
      return { kind: 'reservation', action, booking_id, revision_id, unmapped: unmappedOf(event.data) };
    }
  }
}

/** 0 is a code of its channel that nobody has mapped; an unmapped room mutes the rate plan ("Channex, webhook collection"). */
function unmappedOf({ rooms, status }: EventData<'BookingConfirmed'>): 'room' | 'rate' | null {
  if (status === 'CANCELLED') return null;
  if (rooms.some(({ room_id }) => room_id === '0')) return 'room';
  return rooms.some(({ rate_plan_id }) => rate_plan_id === '0') ? 'rate' : null;
}

/** By booking and revision: only states that a PMS is told of have one. */
export async function readRevisions(
  database: Queryable,
  events: readonly BusEvent[],
): Promise<Map<string, RevisionOf>> {
  const bookings = events.flatMap((event) => (event.topic === 'bellhop.bookings' ? [event.subject] : []));
  if (bookings.length === 0) return new Map();
  const rows = await database.rows<RevisionOf & { booking_id: Id; revision: number }>(
    `SELECT booking_id, revision, revision_id, action, pms_partner_id FROM reservation_revisions
     WHERE booking_id IN (?)`,
    [[...new Set(bookings)]],
  );
  return new Map(rows.map((row) => [`${row.booking_id} ${row.revision}`, row]));
}
