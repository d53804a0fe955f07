import type { DecodedMessage, MessageFault } from '../core/model/connector.js';
import { holdsCardNumber } from '../core/model/card-number.js';
import type { Partner } from '../core/partners/partner.js';

interface Sender {
  readonly partner: Pick<Partner, 'code'>;
  /** The code that the endpoint's address names; undefined for the address without one. */
  readonly requestor: string | undefined;
}

/** Code list EWT 6, ERR 497. */
const NOT_ALLOWED = { type: 6, code: 497 };
/** Code list EWT 3, ERR 450. */
const UNABLE = { type: 3, code: 450 };

/**
 * A message of a PMS as it may be carried out: refused where it is not from whom its endpoint is for ("pmsXchange,
 * transport": RequestorID), and where it says what a PMS has no say in.
 */
export function guardPmsMessage(decoded: DecodedMessage, sender: Sender): DecodedMessage {
  const fault = foreignRequestor(decoded, sender) ?? notTaken(decoded) ?? holdingCard(decoded);
  return fault === null ? decoded : { ...decoded, content: null, faults: [fault, ...decoded.faults] };
}

function foreignRequestor({ envelope }: DecodedMessage, { partner, requestor }: Sender): MessageFault | null {
  if (requestor === undefined) return null;
  const said = envelope.extra?.['requestor_id'] ?? requestor;
  if (requestor === partner.code && said === requestor) return null;
  const what =
    said === requestor
      ? `The endpoint is that of "${requestor}", the credentials are not`
      : `RequestorID "${said}" is not the code of the endpoint, "${requestor}"`;
  return {
    pointer: `/${envelope.message ?? ''}/POS/Source/RequestorID`,
    code: 'FORBIDDEN',
    message: `${what}; send your own code, Type 22, to the endpoint of that code`,
    ota: NOT_ALLOWED,
  };
}

/** Numbers and reasons are kept beside the revision, a card number nowhere. */
function holdingCard({ envelope, content }: DecodedMessage): MessageFault | null {
  if (content?.kind !== 'verdicts') return null;
  const kept = content.verdicts.flatMap(({ pms_reference, reason }) => [pms_reference ?? '', reason ?? '']);
  if (!kept.some(holdsCardNumber)) return null;
  return {
    pointer: `/${envelope.message ?? ''}`,
    code: 'VALIDATION',
    message: 'A number or a reason in it looks like a card number; never send one',
    ota: UNABLE,
  };
}

/** Bookings come from channels: one that a PMS uploads would be sold a second time. */
function notTaken({ envelope, content }: DecodedMessage): MessageFault | null {
  if (content?.kind !== 'reservations' && content?.kind !== 'document') return null;
  const remedy =
    content.kind === 'reservations'
      ? 'reservations are not uploaded here; send the rooms that are left with OTA_HotelAvailNotifRQ'
      : 'it answers a message of ours, and belongs into the response to it';
  return {
    pointer: `/${envelope.message ?? ''}`,
    code: 'UNSUPPORTED_UPDATE',
    message: `${envelope.message ?? 'This message'} is not taken: ${remedy}`,
    ota: UNABLE,
  };
}
