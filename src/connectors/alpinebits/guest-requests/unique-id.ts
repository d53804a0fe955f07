import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import { attributeOf, childOf, type XmlNode } from '../../shared/xml-tree.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { AB } from '../numbers.js';

/** "AlpineBits, GuestRequests": reservations and quotes are of type 14, cancellations of type 15. */
export const RESERVATION = '14';
export const CANCELLATION = '15';
const LONGEST = 32;

export interface UniqueId {
  readonly id: string;
  readonly of: 'reservation' | 'cancellation';
}

/** The UniqueID of a HotelReservation; null after adding a fault. */
export function readUniqueId(reservation: XmlNode, context: AlpineBitsContext): UniqueId | null {
  const node = childOf(reservation, 'UniqueID');
  const id = attributeOf(node, 'ID');
  const type = attributeOf(node, 'Type');
  const { place } = node ?? reservation;
  if (id === null) {
    refuse(context, AB.missing, 'UniqueID is missing, with the ID of the reservation', { place });
    return null;
  }
  if (id.length > LONGEST) {
    refuse(context, AB.invalidValue, `ID ${quote(id)} is longer than ${LONGEST}`, { place });
    return null;
  }
  if (type !== RESERVATION && type !== CANCELLATION) {
    const what = `UniqueID Type ${quote(type ?? '')} is not 14 (reservation) or 15 (cancellation)`;
    refuse(context, AB.invalidValue, what, { place });
    return null;
  }
  return { id, of: type === CANCELLATION ? 'cancellation' : 'reservation' };
}
