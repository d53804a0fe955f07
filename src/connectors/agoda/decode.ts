import type { DecodedContent, DecodedMessage, DecodeOptions } from '../../core/model/connector.js';
import type { Dialect } from '../../core/model/dialect.js';
import { toJson } from '../shared/document-json.js';
import { FaultList } from '../shared/fault-list.js';
import { findDialect } from '../shared/find-dialect.js';
import { createHotelInvCountNotif } from '../shared/opentravel/hotel-inv-count-notif.js';
import { createHotelRateAmountNotif } from '../shared/opentravel/hotel-rate-amount-notif.js';
import type { CreateMessageDecoder } from '../shared/opentravel/message-decoder.js';
import { readOpenTravel } from '../shared/opentravel/opentravel-document.js';
import { attributeOf, findAll, readRootName, readXmlTree, type XmlNode } from '../shared/xml-tree.js';
import { createAgodaAvail } from './ota-avail.js';
import { AGODA_DIALECTS } from './profile.js';
import { readUpdate } from './ycs-update.js';

const OTA_MESSAGES = new Map<string, CreateMessageDecoder>([
  ['OTA_HotelAvailNotifRQ', createAgodaAvail],
  ['OTA_HotelRateAmountNotifRQ', createHotelRateAmountNotif],
  ['OTA_HotelInvCountNotifRQ', createHotelInvCountNotif],
]);

export const AGODA_MESSAGES = ['request', ...OTA_MESSAGES.keys()];

const LIST_ITEMS: ReadonlySet<string> = new Set(['update', 'date_range']);
/** `type` of a YCS request that sets allotment, restrictions and prices. */
const SET_ARI = '10';

/** Both grammars, told apart by the root element. Whatever was sent comes back as faults, never as an exception. */
export async function decodeAgoda(body: Uint8Array, options: DecodeOptions): Promise<DecodedMessage> {
  const name = await readRootName(body, options.charset);
  const ota = name?.startsWith('OTA_') === true;
  const dialect = findDialect(AGODA_DIALECTS, {
    dialect: options.dialect ?? (ota ? 'agoda-ota' : 'agoda-ycs'),
    ...(options.overrides === undefined ? {} : { overrides: options.overrides }),
  });
  if (ota && !/RS$/.test(name))
    return readOpenTravel(body, options.charset, { messages: OTA_MESSAGES, dialect });
  const faults = new FaultList(
    () => ({ at: '/' }),
    () => undefined,
  );
  const root = await readXmlTree(body, options.charset, { faults, listItems: LIST_ITEMS });
  const content = root === null ? null : readRoot(root, faults, dialect);
  const envelope = { message: name, soap: false, echo_token: null, version: null, credentials: null };
  return { envelope, content: faults.isEmpty ? content : null, faults: faults.all };
}

function readRoot(root: XmlNode, faults: FaultList, dialect: Dialect): DecodedContent | null {
  if (root.name === 'request') return readRequest(root, faults, dialect);
  if (root.name === 'response' || /RS$/.test(root.name))
    return { kind: 'document', topic: 'answer', hotel_code: null, document: toJson(root) };
  const known = AGODA_MESSAGES.join(', ');
  add(faults, root, `The message "${root.name.slice(0, 40)}" is not supported; send one of ${known}`);
  return null;
}

/** One property a request, and its updates in document order. */
function readRequest(root: XmlNode, faults: FaultList, dialect: Dialect): DecodedContent | null {
  const type = attributeOf(root, 'type');
  if (type !== null && type !== SET_ARI)
    add(faults, root, `type "${type.slice(0, 40)}" is not supported; send ${SET_ARI}`);
  const [criteria, second] = findAll(root, 'criteria');
  const hotel = attributeOf(criteria, 'property_id');
  if (second !== undefined)
    add(faults, second, 'A second criteria in one request; send one request per property');
  if (criteria === undefined || hotel === null) {
    add(faults, criteria ?? root, 'property_id is missing on criteria; write the id of the property');
    return null;
  }
  const updates = findAll(criteria, 'update');
  if (updates.length === 0)
    add(faults, criteria, 'The request has no update, so it says nothing; send at least one');
  return {
    kind: 'ari',
    ari: {
      hotel_code: hotel,
      complete_set: false,
      rate_absent: dialect.rate_absent,
      sent_at: null,
      updates: updates.flatMap((update) => readUpdate(update, faults)),
    },
  };
}

function add(faults: FaultList, { place }: XmlNode, message: string): void {
  faults.add({ code: 'VALIDATION', message, place });
}
