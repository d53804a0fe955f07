import type { AriAmount, AriMessage, AriUpdate } from '../../core/model/ari.js';
import type { DecodedContent, DecodedMessage, MessageFault } from '../../core/model/connector.js';
import type { IncomingReservation, IncomingRoom } from '../../core/model/incoming-reservation.js';
import { messageKind } from './message-kinds.js';

/**
 * A decoded message as the JSON of `bellhop message decode`: `to` is inclusive, `set` holds only what the message sets
 * (null clears), `guests` is null where a price is per room. The verdict is on the message alone, not on what is mapped.
 */
export function toDecodeDocument(
  connector: string,
  { envelope, content, faults, notes = [] }: DecodedMessage,
) {
  const ari = content?.kind === 'ari' ? content.ari : null;
  return {
    connector,
    message: envelope.message,
    kind: content?.kind ?? messageKind(envelope.message),
    verdict: verdictOf(content, faults),
    hotel_code: hotelCodeOf(content),
    complete_set: ari?.complete_set ?? false,
    updates: ari?.updates.map(toUpdate) ?? [],
    ...(content?.kind === 'ari' && content.more !== undefined ? { more: content.more.map(toPart) } : {}),
    reservations: content?.kind === 'reservations' ? content.reservations.map(toReservation) : [],
    ...(ari?.products === undefined ? {} : { products: ari.products }),
    ...(content?.kind === 'verdicts' ? { verdicts: content.verdicts } : {}),
    ...(content?.kind === 'document' ? { topic: content.topic, document: content.document } : {}),
    ...(content?.kind === 'ping' && content.handshake !== undefined
      ? { topic: 'handshake', document: content.handshake }
      : {}),
    faults: faults.map(toFault),
    ...(notes.length === 0 ? {} : { notes: notes.map(toFault) }),
  };
}

function verdictOf(
  content: DecodedContent | null,
  faults: readonly MessageFault[],
): 'accepted' | 'partial' | 'refused' {
  if (content === null) return 'refused';
  return faults.length > 0 ? 'partial' : 'accepted';
}

function hotelCodeOf(content: DecodedContent | null): string | null {
  if (content === null) return null;
  // Empty where a contract's codes of rooms say the hotel.
  if (content.kind === 'ari') return content.ari.hotel_code === '' ? null : content.ari.hotel_code;
  if (content.kind === 'reservations') return content.reservations[0]?.hotel_code ?? null;
  return 'hotel_code' in content ? content.hotel_code : null;
}

/** Without what is empty in nearly every reservation, and without where it stands. */
function toReservation({ at: _at, line: _line, had_card, ...reservation }: IncomingReservation) {
  return {
    ...reservation,
    rooms: reservation.rooms.map(toRoom),
    ...(had_card ? { had_card } : {}),
  };
}

function toRoom({ extras, taxes, ...room }: IncomingRoom) {
  return {
    ...room,
    ...(extras.length > 0 ? { extras } : {}),
    ...(taxes.length > 0 ? { taxes } : {}),
  };
}

/** What a message about several hotels says of one of the others. */
function toPart({ hotel_code, complete_set, updates }: AriMessage) {
  return { hotel_code, complete_set, updates: updates.map(toUpdate) };
}

function toUpdate({ room_code, unit_code, rate_code, from, to, days, available, set, amounts }: AriUpdate) {
  return {
    room_code,
    unit_code,
    rate_code,
    from,
    to,
    days,
    ...(available === undefined ? {} : { available }),
    set,
    amounts: amounts.map(toAmount),
  };
}

function toAmount({ guests, amount, currency, tax, extra, length_of_stay }: AriAmount) {
  return {
    guests,
    amount,
    currency,
    tax,
    ...(extra === undefined ? {} : { extra }),
    ...(length_of_stay === undefined ? {} : { length_of_stay }),
  };
}

function toFault({ code, pointer, line, message, ota, record_id }: MessageFault) {
  return {
    code,
    at: pointer,
    ...(line === undefined ? {} : { line }),
    text: message,
    ...(ota === undefined ? {} : { ota }),
    ...(record_id === undefined ? {} : { record_id }),
  };
}
