import type { DecodedContent } from '../../../core/model/connector.js';
import { readTimestamp } from '../../shared/opentravel/ari-frame.js';
import { ItemTree } from '../../shared/opentravel/item-tree.js';
import type { XmlNode } from '../../shared/xml-tree.js';
import type { AlpineBitsContext, CreateDocumentDecoder } from '../document-decoder.js';

/** Card data stays where it is: neither text nor attributes of these are taken in. */
const SECRET: ReadonlySet<string> = new Set([
  'CardNumber',
  'PlainText',
  'SeriesCode',
  'MagneticStripe',
  'CardHolderName',
  'PaymentCard',
]);

/** Far more than one read hands out. */
const MAX_ITEMS = 5_000;

/** What stands below the root element: reservations one by one, everything else by its name. */
export interface WholeDocument {
  readonly reservations: readonly XmlNode[];
  readonly parts: ReadonlyMap<string, XmlNode>;
  /** The sender's own clock, ISO 8601. */
  readonly sent_at: string | null;
}

const LISTS: ReadonlySet<string> = new Set([
  'ReservationsList',
  'HotelReservations',
  'NotifDetails',
  'HotelNotifReport',
]);

/** A decoder for documents of reservations, judged once they have ended. */
export function wholeDocument(
  judge: (document: WholeDocument, context: AlpineBitsContext) => DecodedContent | null,
): CreateDocumentDecoder {
  return (context, root) => {
    const trees = new ItemTree(context, SECRET);
    const reservations: XmlNode[] = [];
    const parts = new Map<string, XmlNode>();
    return {
      open(name, attributes) {
        if (!trees.isOpen && LISTS.has(name)) return true;
        trees.start(name, attributes);
        return true;
      },
      close() {
        const item = trees.isOpen ? trees.end() : null;
        if (item === null) return;
        if (item.name !== 'HotelReservation') parts.set(item.name, item);
        else if (reservations.length < MAX_ITEMS) reservations.push(item);
        else
          context.faults.add({
            code: 'TOO_LARGE',
            message: `More than ${MAX_ITEMS} reservations; send them in parts`,
          });
      },
      finish: () => judge({ reservations, parts, sent_at: readTimestamp(root['TimeStamp']) }, context),
    };
  };
}
