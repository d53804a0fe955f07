import type { JsonValue } from '../../core/model/connector.js';
import type {
  EncodedNotice,
  NoticedNight,
  NoticePlace,
  WebhookNotice,
  WebhookOptions,
} from '../../core/model/webhook-codec.js';

const BOOKING_EVENT = {
  new: 'booking_new',
  modify: 'booking_modification',
  cancel: 'booking_cancellation',
} as const;
/** Between a room type's code and a rate plan's, as GET /rate_plans lists the pairs. */
const PAIR = ':';

/** Hints as the contract sends them ("Channex, webhook collection"); without `send_data` what happened and where alone. */
export function encodeNotice(
  notice: WebhookNotice,
  { hotel_code, occurred_at }: NoticePlace,
  { event_types, send_data }: WebhookOptions,
): EncodedNotice[] {
  const payload = payloadOf(notice, hotel_code);
  const place = { property_id: hotel_code, user_id: null, timestamp: occurred_at };
  return eventsOf(notice)
    .filter((event) => event_types === null || event_types.includes(event))
    .map((event) => ({ event, body: { event, ...(send_data ? { payload } : {}), ...place } }));
}

/** A revision is told under the name for all of them and under its own; whoever asks for everything gets both. */
function eventsOf(notice: WebhookNotice): string[] {
  if (notice.kind === 'ari') return ['ari'];
  if (notice.kind === 'unacknowledged') return ['non_acked_booking'];
  if (notice.kind === 'sync_error') return ['sync_error'];
  const { action, unmapped } = notice;
  return ['booking', BOOKING_EVENT[action], ...(unmapped === null ? [] : [`booking_unmapped_${unmapped}`])];
}

function payloadOf(notice: WebhookNotice, hotelCode: string): JsonValue {
  if (notice.kind === 'ari') return notice.nights.map(cellOf);
  if (notice.kind === 'sync_error') {
    const { channel, channel_name, delivery_id, error } = notice;
    const id = { channel_id: channel, channel_event_id: delivery_id };
    return { channel, channel_name, ...id, error_type: error, property_id: hotelCode };
  }
  const { booking_id, revision_id } = notice;
  return { booking_id, property_id: hotelCode, revision_id, booking_revision_id: revision_id };
}

function cellOf({ room_code, rate_code, date, available, closed, rate }: NoticedNight): JsonValue {
  return {
    date,
    room_type_id: room_code,
    ...(rate_code === null ? {} : { rate_plan_id: `${room_code}${PAIR}${rate_code}` }),
    ...(available === undefined ? {} : { availability: available }),
    ...(rate === undefined ? {} : { rate }),
    ...(closed === undefined ? {} : { stop_sell: closed }),
  };
}
