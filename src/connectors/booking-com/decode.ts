import type { AriUpdate } from '../../core/model/ari.js';
import type {
  DecodedContent,
  DecodedMessage,
  DecodeOptions,
  Envelope,
  MessageFault,
} from '../../core/model/connector.js';
import type { Dialect } from '../../core/model/dialect.js';
import { FaultList } from '../shared/fault-list.js';
import { findDialect } from '../shared/find-dialect.js';
import { findRepeatedNights } from '../shared/opentravel/repeated-nights.js';
import { readOpenTravel } from '../shared/opentravel/opentravel-document.js';
import { attributeOf, childOf, readRootName, readXmlTree, textOf, type XmlNode } from '../shared/xml-tree.js';
import { BXML_ANSWERS, readBxmlAnswer } from './answer-document.js';
import { BXML_LIST_ITEMS, readAvailability } from './bxml-availability.js';
import { readBxmlReservations } from './bxml-reservations.js';
import { BOOKING_COM_MESSAGES } from './ota-messages.js';
import { readOtaReservations } from './ota-reservations.js';
import { BOOKING_COM_DIALECTS } from './profile.js';
import { readRatePlans } from './rate-plans.js';

const LIST_ITEMS: ReadonlySet<string> = new Set([
  ...BXML_LIST_ITEMS,
  'HotelReservation',
  'HotelResModify',
  'RoomStay',
]);

type ReadTree = (root: XmlNode, faults: FaultList, dialect: Dialect) => DecodedContent | null;

/** The messages that it reads, by root element. */
export const BOOKING_COM_NAMES: readonly string[] = [
  'OTA_HotelAvailNotifRQ',
  'OTA_HotelRateAmountNotifRQ',
  'OTA_HotelResNotifRQ',
  'OTA_HotelResModifyNotifRQ',
  'OTA_HotelRatePlanNotifRQ',
  'request',
  'reservations',
];

/** What is read as a whole, by the name of its root element; rates and availability of OpenTravel are read in one pass. */
const TREES = new Map<string, ReadTree>([
  ['request', readRequest],
  ['reservations', readBxmlReservations],
  ['OTA_HotelResNotifRQ', readOtaReservations],
  ['OTA_HotelResModifyNotifRQ', readOtaReservations],
  ['OTA_HotelRatePlanNotifRQ', readRatePlans],
]);

/** Both grammars of the contract, told apart by the root element. Whatever was sent comes back as faults, never as an exception. */
export async function decodeBookingCom(body: Uint8Array, options: DecodeOptions): Promise<DecodedMessage> {
  const decoded = await readEither(body, options);
  const { content } = decoded;
  const notes = content?.kind === 'ari' && content.ari.order === 'first' ? repeated(content.ari.updates) : [];
  return notes.length === 0 ? decoded : { ...decoded, notes };
}

/** "Results": of dates that are repeated in one request only the first is applied, with a warning; it is no error. */
function repeated(updates: readonly AriUpdate[]): MessageFault[] {
  return findRepeatedNights(updates).map(({ update: { at, line }, date }) => ({
    pointer: at,
    ...(line === undefined ? {} : { line }),
    code: 'WARN_DUPLICATE_DATES',
    message: `${date ?? 'A night'} is set before in this request; the first time counts, so nights that repeat were left out here`,
  }));
}

async function readEither(body: Uint8Array, options: DecodeOptions): Promise<DecodedMessage> {
  const name = await readRootName(body, options.charset);
  const bxml = !(name ?? '').startsWith('OTA_');
  const dialect = findDialect(BOOKING_COM_DIALECTS, {
    dialect: options.dialect ?? (bxml ? 'booking-com-bxml' : 'booking-com'),
    ...(options.overrides === undefined ? {} : { overrides: options.overrides }),
  });
  const read = TREES.get(name ?? '') ?? (BXML_ANSWERS.has(name ?? '') ? readBxmlAnswer : undefined);
  if (read === undefined)
    return readOpenTravel(body, options.charset, { messages: BOOKING_COM_MESSAGES, dialect });
  // A message whose items are judged by themselves is told all it needs to hear, and no more.
  const faults = new FaultList(
    () => ({ at: '/' }),
    () => undefined,
  );
  const root = await readXmlTree(body, options.charset, { faults, listItems: LIST_ITEMS });
  const content = root === null ? null : read(root, faults, dialect);
  if (content === null && faults.isEmpty)
    faults.add({ code: 'VALIDATION', message: 'The message says nothing', place: { at: `/${name ?? ''}` } });
  return { envelope: envelopeOf(name, root), content, faults: faults.all };
}

/** `request` is the root of every B.XML call: one without rooms that names a hotel asks for reservations. */
function readRequest(root: XmlNode, faults: FaultList, dialect: Dialect): DecodedContent | null {
  const asks = ['hotel_id', 'last_change', 'id', 'limit'].some((name) => childOf(root, name) !== undefined);
  if (childOf(root, 'room') !== undefined || childOf(root, 'version') !== undefined || !asks)
    return readAvailability(root, faults, dialect);
  return { kind: 'read', hotel_code: textOf(root, 'hotel_id') };
}

function envelopeOf(name: string | null, root: XmlNode | null): Envelope {
  const message = root ?? undefined;
  const username = textOf(message, 'username');
  const password = textOf(message, 'password');
  return {
    message: name,
    soap: false,
    echo_token: attributeOf(message, 'EchoToken'),
    version: attributeOf(message, 'Version') ?? textOf(message, 'version'),
    credentials: username === null || password === null ? null : { username, password },
  };
}
