import type { Envelope, MessageOutcome } from '../../../core/model/connector.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import { wireVersionOf } from '../versions.js';
import { reservationElement } from './write-reservations.js';

/** OTA_ResRetrieveRS for what was handed out; null where the common answers do. */
export function answerRead(outcome: MessageOutcome, envelope: Envelope): readonly XmlElement[] | null {
  if (outcome.kind !== 'reservations') return null;
  const version = wireVersionOf(envelope.extra?.['wire_version'] ?? '') ?? '2024-10';
  const reservations = outcome.reservations.map((revision) => reservationElement(revision, version));
  return [element('Success'), element('ReservationsList', {}, ...reservations)];
}

/** null where the common answers do. */
export function answerResNotif(outcome: MessageOutcome): readonly XmlElement[] | null {
  return outcome.kind === 'received' ? answerReceived(outcome) : null;
}

/**
 * OTA_HotelResNotifRS: what was taken by its UniqueID, what was refused as a Warning that names it ("AlpineBits,
 * GuestRequests").
 */
export function answerReceived(
  outcome: Extract<MessageOutcome, { kind: 'received' }>,
): readonly XmlElement[] {
  const refused = outcome.results.flatMap((result) => (result.kind === 'refused' ? result : []));
  const taken = outcome.results.filter((result) => result.kind !== 'refused');
  const warnings = [
    ...refused.map(({ reference, message }) =>
      element('Warning', { Type: 3, Code: 450, RecordID: reference }, message),
    ),
    ...(outcome.warnings ?? []).map(({ message }) => element('Warning', { Type: 3, Code: 450 }, message)),
  ];
  const reservations = taken.map(({ kind, reference }) => {
    const type = kind === 'cancelled' || kind === 'buried' ? 15 : 14;
    return element('HotelReservation', {}, element('UniqueID', { Type: type, ID: reference }));
  });
  return [
    element('Success'),
    ...(warnings.length === 0 ? [] : [element('Warnings', {}, ...warnings)]),
    ...(reservations.length === 0 ? [] : [element('HotelReservations', {}, ...reservations)]),
  ];
}

/** OTA_NotifReportRS: a reservation that was never handed out is named by RecordID. null where the common answers do. */
export function answerReport(outcome: MessageOutcome): readonly XmlElement[] | null {
  if (outcome.kind !== 'applied') return null;
  const warnings = (outcome.warnings ?? []).map(({ pointer, message, ota }) =>
    element(
      'Warning',
      { Type: ota?.type ?? 11, Code: ota?.code, RecordID: ota === undefined ? undefined : pointer },
      message,
    ),
  );
  return [element('Success'), ...(warnings.length === 0 ? [] : [element('Warnings', {}, ...warnings)])];
}
