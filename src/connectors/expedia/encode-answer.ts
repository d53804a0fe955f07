import type { Clock } from '../../core/model/clock.js';
import type { EncodedAnswer, Envelope, MessageFault, MessageOutcome } from '../../core/model/connector.js';
import { ERROR_TRAITS } from '../../core/model/errors.js';
import type { ReservationResult } from '../../core/model/incoming-reservation.js';
import { inSoap, OTA_NAMESPACE, soapFault, xmlAnswer } from '../shared/opentravel/soap-answer.js';
import { faultsOf, warningsOf } from '../shared/outcome-faults.js';
import { element, type XmlElement } from '../shared/xml-writer.js';
import { answerHeader } from './answer-header.js';
import { arAnswer } from './ar-answer.js';
import { EXPEDIA_DIALECTS, REFUSALS } from './profile.js';

const NOTIFICATION = /^OTA_\w{1,60}RQ$/;
const ALLOWED: ReadonlySet<number> = new Set([...Object.values(REFUSALS), 3207, 3301]);
const { errors: ERRORS } = EXPEDIA_DIALECTS[0];
/** "Expedia, SOAP faults": the numbers of a message that could not be read, and of trouble on our side. */
const UNREADABLE = '2002';
const UNAUTHENTICATED = '1001';
const TROUBLE = '4000';

/**
 * The answer to a notification ("Expedia, booking notification"). Errors send the booking to the hotel by fax at once, so only the
 * refusals that the contract allows are errors; everything else is a SOAP Fault, after which Expedia tries again until it expires.
 */
export function encodeExpediaAnswer(
  clock: Clock,
  envelope: Envelope,
  outcome: MessageOutcome,
): EncodedAnswer {
  const { message } = envelope;
  if (message === 'AvailRateUpdateRQ') return arAnswer(outcome);
  if (message === null || !NOTIFICATION.test(message)) return fault(envelope, faultOf(outcome));
  const refusals = refusalsOf(outcome);
  if (refusals === null) return fault(envelope, faultOf(outcome));
  const now = clock.now().toISOString();
  const name = `${message.slice(0, -2)}RS`;
  const root = element(
    name,
    {
      xmlns: OTA_NAMESPACE,
      Version: envelope.version ?? '1.000',
      ...statusOf(name, refusals.length > 0),
      TimeStamp: now,
      EchoToken: envelope.echo_token ?? undefined,
      Target: 'Production',
      PrimaryLangID: 'en-us',
    },
    ...(refusals.length > 0
      ? [element('Errors', {}, ...refusals.map(errorElement))]
      : [element('Success'), ...contentOf(envelope, outcome, now)]),
  );
  return xmlAnswer(200, inSoap(root, answerHeader(envelope, name)));
}

function statusOf(name: string, refused: boolean): XmlElement['attributes'] {
  if (name === 'OTA_CancelRS') return { Status: refused ? 'Ignored' : 'Cancelled' };
  if (name === 'OTA_PingRS') return {};
  const accepted = name === 'OTA_HotelResModifyNotifRS' ? 'Modified' : 'Committed';
  return { ResResponseType: refused ? 'Unsuccessful' : accepted };
}

interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** Type 3 and Code 450 for all of them; the number that says which stands in ShortText. */
function errorElement({ code, text }: Refusal): XmlElement {
  return element('Error', { Language: 'en-us', Type: 3, Code: 450, ShortText: code }, text.slice(0, 512));
}

/** Empty where all was taken; null where something went wrong that is no reason to refuse a booking. */
function refusalsOf(outcome: MessageOutcome): Refusal[] | null {
  switch (outcome.kind) {
    case 'refused':
      return allowed(faultsOf(outcome).map(toRefusal));
    case 'failed':
      return allowed([toRefusal({ pointer: '', code: outcome.error.code, message: outcome.error.message })]);
    case 'received':
      return allowed(outcome.results.flatMap((result) => refusalOf(result) ?? []));
    case 'applied':
    case 'pong':
    case 'reservations':
    case 'room_list':
    case 'document':
      return [];
  }
}

function allowed(refusals: readonly (Refusal | null)[]): Refusal[] | null {
  const named = refusals.flatMap((refusal) => refusal ?? []);
  return named.length === refusals.length ? named : null;
}

function refusalOf(result: ReservationResult): readonly (Refusal | null)[] | null {
  if (result.kind === 'buried')
    return [{ code: REFUSALS.originalMissing, text: `Reservation ${result.reference} is not known here` }];
  if (result.kind !== 'refused') return null;
  return [
    result.retryable ? null : toRefusal({ pointer: result.at, code: result.code, message: result.message }),
  ];
}

function toRefusal({ code, message, ota }: MessageFault): Refusal | null {
  const number = ota?.code ?? ERRORS[code]?.code;
  return typeof number === 'number' && ALLOWED.has(number) ? { code: number, text: message } : null;
}

function contentOf(envelope: Envelope, outcome: MessageOutcome, now: string): readonly XmlElement[] {
  if (outcome.kind === 'pong') return [element('EchoData', {}, outcome.echo)];
  const warnings = warningsOf(outcome).map(({ message: text }) =>
    element('Warning', { Language: 'en-us', Type: 3, Code: 450 }, text.slice(0, 512)),
  );
  const left = warnings.length === 0 ? [] : [element('Warnings', {}, ...warnings)];
  return outcome.kind === 'received' ? [...left, ...confirmationsOf(envelope, outcome, now)] : left;
}

function confirmationsOf(
  { message, extra }: Envelope,
  outcome: Extract<MessageOutcome, { kind: 'received' }>,
  now: string,
): readonly XmlElement[] {
  const source = extra?.['responder_id'] ?? 'Bellhop';
  if (message === 'OTA_CancelRQ') return outcome.results.flatMap((result) => cancelled(result, source));
  const [list, item] =
    message === 'OTA_HotelResModifyNotifRQ'
      ? ['HotelResModifies', 'HotelResModify']
      : ['HotelReservations', 'HotelReservation'];
  const items = outcome.results.map((result) =>
    element(
      item,
      {},
      element('ResGlobalInfo', {}, element('HotelReservationIDs', {}, ...idsOf(result, { source, now }))),
    ),
  );
  return [element(list, {}, ...items)];
}

/** Type 3 is our number, the same for each delivery; type 8 is Expedia's. */
function idsOf(
  result: ReservationResult,
  { source, now }: { readonly source: string; readonly now: string },
): XmlElement[] {
  const id = (type: number, value: string, from: string): XmlElement =>
    element('HotelReservationID', {
      ResID_Type: type,
      ResID_Value: value,
      ResID_Source: from,
      ResID_Date: now,
    });
  const own = 'booking_id' in result ? [id(3, result.booking_id, source)] : [];
  return [...own, id(8, result.reference, 'Expedia')];
}

function cancelled(result: ReservationResult, source: string): XmlElement[] {
  const id = (type: number, value: string, company: string): XmlElement =>
    element('UniqueID', { Type: type, ID: value }, element('CompanyName', {}, company));
  const own = 'booking_id' in result ? [result.booking_id] : [];
  return [
    id(14, result.reference, 'Expedia'),
    ...own.map((number) => id(10, number, source)),
    ...own.map((number) => element('CancelInfoRS', {}, id(10, number, source))),
  ];
}

interface FaultText {
  readonly side: 'Server' | 'Client';
  readonly code: string;
  readonly text: string;
}

function faultOf(outcome: MessageOutcome): FaultText {
  if (outcome.kind === 'failed') {
    const { code, message } = outcome.error;
    if (['unauthenticated', 'forbidden'].includes(outcome.error.kind))
      return { side: 'Client', code: UNAUTHENTICATED, text: message };
    return {
      side: isOurs(code) ? 'Server' : 'Client',
      code: isOurs(code) ? TROUBLE : UNREADABLE,
      text: message,
    };
  }
  const [refused] =
    outcome.kind === 'received' ? outcome.results.filter(({ kind }) => kind === 'refused') : [];
  if (refused?.kind === 'refused') return { side: 'Server', code: TROUBLE, text: refused.message };
  const text = outcome.kind === 'refused' ? outcome.faults[0]?.message : undefined;
  return { side: 'Client', code: UNREADABLE, text: text ?? 'The message cannot be processed' };
}

function isOurs(code: string): boolean {
  const traits = Object.entries(ERROR_TRAITS).find(([known]) => known === code)?.[1];
  return (
    traits !== undefined && (traits.retryable || traits.kind === 'bug' || traits.kind === 'misconfigured')
  );
}

function fault(envelope: Envelope, { side, code, text }: FaultText): EncodedAnswer {
  const header = envelope.extra?.['request_id'] === undefined ? undefined : answerHeader(envelope, 'Fault');
  return xmlAnswer(500, inSoap(soapFault(side, { code, text: text.slice(0, 128) }), header));
}
