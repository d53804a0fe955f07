import type { Connector, DecodeOptions } from '../../../core/model/connector.js';
import type { ReservationResult } from '../../../core/model/incoming-reservation.js';
import type { StoredBooking } from '../bookings.js';
import { charsetOf, jsonReply, type WireCall, type WireReply } from '../wire-call.js';
import type { ChangedCells } from './changed-cells.js';
import type { PmsDesk } from './pms-desk.js';

export interface PmsPartnerDeps {
  readonly connector: Connector;
  readonly desk: PmsDesk;
  readonly changed: ChangedCells;
  readonly note: (booking: StoredBooking) => void;
  readonly defaultHotel: string;
}

interface Document {
  readonly body: Buffer;
  readonly options: Partial<DecodeOptions>;
}

/** A PMS that has its reservations pushed: takes them to its desk and answers with its own number. */
export function createPmsPartner(deps: PmsPartnerDeps): (call: WireCall) => Promise<WireReply> {
  const { connector } = deps;
  return async (call) => {
    const { body, options } = await documentOf(connector, call);
    const decoded = await connector.decode(body, { charset: charsetOf(call.headers), ...options });
    const { envelope, content, faults } = decoded;
    const about = { message: envelope.message, hotel_code: null };
    if (content?.kind === 'ping') return reply({ kind: 'pong', echo: content.echo });
    if (content?.kind !== 'reservations') {
      // A webhook is a hint that something is there to be fetched.
      if (isJson(call)) return jsonReply(200, { ok: true }, { message: 'webhook', hotel_code: null });
      return reply({ kind: 'refused', faults });
    }
    const results = content.reservations.map((reservation) => take(deps, reservation));
    return {
      ...reply({ kind: 'received', results }),
      hotel_code: content.reservations[0]?.hotel_code ?? null,
    };

    function reply(outcome: Parameters<Connector['encode']>[1]): WireReply {
      const { status, contentType, body: text, headers } = connector.encode(envelope, outcome);
      return { status, contentType, body: text, ...(headers === undefined ? {} : { headers }), ...about };
    }
  };
}

function take(
  { desk, changed, note, defaultHotel }: PmsPartnerDeps,
  reservation: Parameters<PmsDesk['take']>[0],
): ReservationResult {
  const { booking, cells } = desk.take(reservation, defaultHotel);
  changed.add(booking.hotel_code, cells);
  note(booking);
  const kind = ({ new: 'booked', modify: 'modified', cancel: 'cancelled' } as const)[reservation.action];
  return { kind, reference: reservation.reference, booking_id: booking.our_number ?? '', oversold: false };
}

function isJson({ headers }: WireCall): boolean {
  return (headers['content-type'] ?? '').includes('json');
}

/** "AlpineBits, transport": the action and the document stand in a form. */
async function documentOf({ messages }: Connector, { path, headers, body }: WireCall): Promise<Document> {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    const last = path.split('/').findLast((part) => part !== '');
    const action = messages.find((name) => name === last);
    return { body, options: action === undefined ? {} : { action } };
  }
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const [action, request] = [form.get('action'), form.get('request')];
  const version = headers['x-alpinebits-clientprotocolversion'];
  return {
    body: Buffer.from(typeof request === 'string' ? request : ''),
    options: {
      ...(typeof action === 'string' ? { action } : {}),
      ...(typeof version === 'string' ? { wireVersion: version } : {}),
    },
  };
}
