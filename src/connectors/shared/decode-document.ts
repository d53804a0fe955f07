import type { AriAmount, AriUpdate } from '../../core/model/ari.js';
import type { DecodedMessage, MessageFault } from '../../core/model/connector.js';
import { messageKind } from './message-kinds.js';

/**
 * A decoded message as the JSON of `bellhop message decode`: `to` is inclusive, `set` holds only what the message sets
 * (null clears), `guests` is null where a price is per room. The verdict is on the message alone, not on what is mapped.
 */
export function toDecodeDocument(connector: string, { envelope, content, faults }: DecodedMessage) {
  const ari = content?.kind === 'ari' ? content.ari : null;
  return {
    connector,
    message: envelope.message,
    kind: content?.kind ?? messageKind(envelope.message),
    verdict: content === null ? ('refused' as const) : ('accepted' as const),
    hotel_code: ari?.hotel_code ?? (content?.kind === 'read' ? content.hotel_code : null),
    complete_set: ari?.complete_set ?? false,
    updates: ari?.updates.map(toUpdate) ?? [],
    reservations: [],
    ...(content?.kind === 'verdicts' ? { verdicts: content.verdicts } : {}),
    faults: faults.map(toFault),
  };
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

function toAmount({ guests, amount, currency, tax, extra }: AriAmount) {
  return { guests, amount, currency, tax, ...(extra === undefined ? {} : { extra }) };
}

function toFault({ code, pointer, line, message, ota }: MessageFault) {
  return {
    code,
    at: pointer,
    ...(line === undefined ? {} : { line }),
    text: message,
    ...(ota === undefined ? {} : { ota }),
  };
}
