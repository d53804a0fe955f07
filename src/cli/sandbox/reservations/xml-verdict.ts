import { attributeOf, findAll, readXmlAnswer } from '../../../connectors/shared/xml-tree.js';
import { statusVerdict, type DeliveryVerdict, type GatewayReply } from './reservation-writer.js';

/** Where the number stands that Bellhop gave: by ResID_Type of a HotelReservationID, or by Type of a UniqueID. */
export interface NumberPlace {
  readonly reservationId: string;
  readonly uniqueId?: string;
}

/**
 * What an answer in OpenTravel's grammar says of a reservation. A SOAP Fault and an HTTP error of the server mean: the same message
 * again; Errors mean that it is refused.
 */
export function xmlVerdict(reply: GatewayReply, { reservationId, uniqueId }: NumberPlace): DeliveryVerdict {
  const root = readXmlAnswer(reply.body);
  const unclear = statusVerdict(reply);
  if (root === null) return unclear ?? { kind: 'retry', error: 'The answer is not XML' };
  const [error] = findAll(root, 'Error');
  if (error !== undefined && reply.status < 500) {
    const code = attributeOf(error, 'ShortText', 'Code') ?? '';
    return { kind: 'refused', error: `${code} ${error.text}`.trim() };
  }
  if (unclear !== null) return unclear;
  if (findAll(root, 'Success').length === 0)
    return { kind: 'retry', error: 'The answer says neither Success nor Errors' };
  const id = findAll(root, 'HotelReservationID').find(
    (node) => attributeOf(node, 'ResID_Type') === reservationId,
  );
  const unique =
    uniqueId === undefined
      ? undefined
      : findAll(root, 'UniqueID').find((node) => attributeOf(node, 'Type') === uniqueId);
  return { kind: 'accepted', our_number: attributeOf(id, 'ResID_Value') ?? attributeOf(unique, 'ID') };
}
