import type { Clock } from '../../core/model/clock.js';
import type { EncodedAnswer, Envelope, MessageFault, MessageOutcome } from '../../core/model/connector.js';
import type { DialectError } from '../../core/model/dialect.js';
import { ERROR_TRAITS } from '../../core/model/errors.js';
import type { MappedRoomRate, ReservationResult } from '../../core/model/incoming-reservation.js';
import { faultsOf, warningsOf } from '../shared/outcome-faults.js';
import { inSoap, OTA_NAMESPACE, soapFault, xmlAnswer } from '../shared/opentravel/soap-answer.js';
import { element, type XmlElement } from '../shared/xml-writer.js';
import { SITECONNECT_DIALECTS } from './profile.js';

const REQUEST = /^OTA_\w{1,60}RQ$/;
const { errors: ERRORS } = SITECONNECT_DIALECTS[0];
const UNABLE: DialectError = { type: 3, code: 450 };

/**
 * The answer to a channel ("SiteConnect, error handling"): in SOAP, with Success or Errors, and HTTP 200 whatever the errors of the
 * application are. Only what is our trouble, and what is no message at all, has an HTTP status of its own.
 */
export function encodeSiteConnectAnswer(
  clock: Clock,
  envelope: Envelope,
  outcome: MessageOutcome,
): EncodedAnswer {
  const { message } = envelope;
  const oursToMend = isOurs(outcome);
  if (message === null || !REQUEST.test(message)) {
    const text = errorsOf(envelope, outcome)[0]?.text ?? 'Unable to process message';
    return xmlAnswer(500, inSoap(soapFault(oursToMend ? 'Server' : 'Client', { text })));
  }
  const attributes = {
    xmlns: OTA_NAMESPACE,
    Version: envelope.version ?? '1.0',
    TimeStamp: clock.now().toISOString(),
    EchoToken: envelope.echo_token ?? undefined,
  };
  const root = element(`${message.slice(0, -2)}RS`, attributes, ...contentOf(envelope, outcome));
  return xmlAnswer(oursToMend ? 503 : 200, inSoap(root));
}

function contentOf(envelope: Envelope, outcome: MessageOutcome): readonly XmlElement[] {
  const errors = errorsOf(envelope, outcome);
  if (errors.length > 0) return [element('Errors', {}, ...errors.map(errorElement))];
  const success = element('Success');
  switch (outcome.kind) {
    case 'pong':
      return [success, element('EchoData', {}, outcome.echo)];
    case 'room_list':
      return [success, element('RoomStays', {}, ...outcome.room_rates.map(roomStay))];
    case 'received': {
      const confirmations = element('HotelReservations', {}, ...outcome.results.map(confirmation));
      return [success, ...warningElements(envelope, outcome), confirmations];
    }
    case 'applied':
      return [success, ...warningElements(envelope, outcome)];
    case 'reservations':
    case 'document':
    case 'refused':
    case 'failed':
      return [success];
  }
}

/** One of each room and rate plan; both by name, which is what the hotel sees when it maps them ("SiteConnect, room list"). */
function roomStay({ room_code, room_name, rate_code, rate_name, max_guests }: MappedRoomRate): XmlElement {
  const room = element(
    'RoomType',
    { RoomTypeCode: room_code },
    element('RoomDescription', { Name: room_name }),
    element('Occupancy', { MaxOccupancy: max_guests }),
  );
  const rate = element(
    'RatePlan',
    { RatePlanCode: rate_code },
    element('RatePlanDescription', { Name: rate_name }),
  );
  return element('RoomStay', {}, element('RoomTypes', {}, room), element('RatePlans', {}, rate));
}

/** Our number of a reservation: the same for each of its deliveries. A cancellation of what we never had has none. */
function confirmation(result: ReservationResult): XmlElement {
  const own = 'booking_id' in result ? [result.booking_id] : [];
  const ids = own.map((id) =>
    element('HotelReservationID', { ResID_Type: 14, ResID_Value: id, ResID_Source: 'Bellhop' }),
  );
  return element(
    'HotelReservation',
    {},
    element('UniqueID', { Type: 14, ID: result.reference }),
    ids.length === 0 ? undefined : element('ResGlobalInfo', {}, element('HotelReservationIDs', {}, ...ids)),
  );
}

interface SiteConnectError {
  readonly type: number;
  readonly code: number | string;
  readonly text: string;
}

/** What was left out, beside the Success of the rest. */
function warningElements(envelope: Envelope, outcome: MessageOutcome): XmlElement[] {
  const warnings = warningsOf(outcome).map((fault) => {
    const { type, code } = toError(envelope, fault);
    return element('Warning', { Type: type, Code: code }, fault.message);
  });
  return warnings.length === 0 ? [] : [element('Warnings', {}, ...warnings)];
}

function errorElement({ type, code, text }: SiteConnectError): XmlElement {
  return element('Error', { Type: type, Code: code }, text);
}

/** The whole message is taken or refused: one reservation that is refused makes Errors of it. */
function errorsOf(envelope: Envelope, outcome: MessageOutcome): SiteConnectError[] {
  return faultsOf(outcome).map((fault) => toError(envelope, fault));
}

/** The contract's own words where it has some; ours where it asks for an explanation. */
function toError(
  { extra }: Envelope,
  { code, message, ota, line, subject: named }: MessageFault,
): SiteConnectError {
  if (ota !== undefined) {
    const exact = Object.values(ERRORS).find((known) => known?.code === ota.code && known.text !== undefined);
    const fixed = exact?.text?.includes('{code}') === false ? exact.text : undefined;
    return { type: ota.type, code: ota.code, text: fixed ?? withLine(message, line) };
  }
  const known = ERRORS[code] ?? (isTrouble(code) ? ERRORS['SYSTEM_UNAVAILABLE'] : undefined) ?? UNABLE;
  const subject = named ?? extra?.['hotel_code'] ?? '';
  return {
    type: known.type ?? 3,
    code: known.code,
    text: known.text?.replace('{code}', subject) ?? withLine(message, line),
  };
}

function withLine(message: string, line: number | undefined): string {
  return line === undefined ? message : `${message} (line ${line})`;
}

function isTrouble(code: string): boolean {
  const traits = Object.entries(ERROR_TRAITS).find(([known]) => known === code)?.[1];
  return (
    traits !== undefined && (traits.retryable || traits.kind === 'bug' || traits.kind === 'misconfigured')
  );
}

/** Whether the same message may go through later, without anything to mend in it. */
function isOurs(outcome: MessageOutcome): boolean {
  if (outcome.kind === 'failed') return isTrouble(outcome.error.code);
  return (
    outcome.kind === 'received' &&
    outcome.results.some((result) => result.kind === 'refused' && result.retryable)
  );
}
