import type { DecodedContent } from '../../../core/model/connector.js';
import type { RevisionVerdict } from '../../../core/model/reservation.js';
import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import { attributeOf, childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import { element, type XmlElement } from '../../shared/xml-writer.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { AB } from '../numbers.js';
import { OTA_ROOT } from '../ota-root.js';
import { errorAnswer } from './error-answer.js';
import { CANCELLATION, readUniqueId, RESERVATION } from './unique-id.js';
import { wholeDocument, type WholeDocument } from './whole-document.js';

const MAX_REASON = 500;
const NO_REASON = 'no reason given';

/**
 * OTA_NotifReportRQ, and OTA_HotelResNotifRS for what was pushed: Success with the reservations that were taken; what
 * was refused is a Warning with its id as RecordID ("AlpineBits, GuestRequests").
 */
export const createAcknowledgements = wholeDocument(readAcknowledgements);

function readAcknowledgements(document: WholeDocument, context: AlpineBitsContext): DecodedContent | null {
  const { parts, reservations } = document;
  const errors = parts.get('Errors');
  if (parts.get('Success') === undefined) {
    if (errors !== undefined) return errorAnswer(errors, null);
    refuse(context, AB.missing, 'Success is missing; what was refused is a Warning beside it');
    return null;
  }
  const accepted = reservations.flatMap((node): RevisionVerdict[] => {
    const unique = readUniqueId(node, context);
    if (unique === null) return [];
    return [
      { revision_id: unique.id, of: unique.of, outcome: 'accepted', pms_reference: null, reason: null },
    ];
  });
  const refused = childrenOf(parts.get('Warnings'), 'Warning').flatMap(refusalOf);
  for (const { revision_id } of refused) {
    if (accepted.some((verdict) => verdict.revision_id === revision_id))
      refuse(context, AB.invalidValue, `${quote(revision_id)} is taken and refused in one report`);
  }
  const { sent_at } = document;
  const said = sent_at === null ? {} : { said_at: sent_at };
  return {
    kind: 'verdicts',
    verdicts: [...accepted, ...refused].map((verdict) => ({ ...verdict, ...said })),
  };
}

/** A warning without RecordID is about no reservation. */
function refusalOf(warning: XmlNode): RevisionVerdict[] {
  const id = attributeOf(warning, 'RecordID');
  if (id === null) return [];
  const reason = warning.text === '' ? NO_REASON : warning.text.slice(0, MAX_REASON);
  return [{ revision_id: id, of: null, outcome: 'failed', pms_reference: null, reason }];
}

export function writeNotifReport(content: DecodedContent): XmlElement | null {
  if (content.kind !== 'verdicts') return null;
  return element(
    'OTA_NotifReportRQ',
    { ...OTA_ROOT, Version: '1.000', TimeStamp: content.verdicts[0]?.said_at },
    ...verdictElements(content.verdicts, (taken) =>
      element('NotifDetails', {}, element('HotelNotifReport', {}, taken)),
    ),
  );
}

/** Success, Warnings for what was refused, then what was taken, in the element that `around` puts it into. */
export function verdictElements(
  verdicts: readonly RevisionVerdict[],
  around: (taken: XmlElement) => XmlElement,
): readonly (XmlElement | undefined)[] {
  const warnings = verdicts
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ revision_id, reason }) =>
      element('Warning', { Type: 3, Code: 450, RecordID: revision_id }, reason ?? NO_REASON),
    );
  const taken = verdicts
    .filter(({ outcome }) => outcome === 'accepted')
    .map(({ revision_id, of }) => {
      const type = of === 'cancellation' ? CANCELLATION : RESERVATION;
      return element('HotelReservation', {}, element('UniqueID', { Type: type, ID: revision_id }));
    });
  return [
    element('Success'),
    warnings.length === 0 ? undefined : element('Warnings', {}, ...warnings),
    taken.length === 0 ? undefined : around(element('HotelReservations', {}, ...taken)),
  ];
}
