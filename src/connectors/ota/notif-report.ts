import { isId } from '../../core/model/ids.js';
import type { RevisionVerdict } from '../../core/model/reservation.js';
import type { XmlAttributes } from '../shared/xml-reader.js';
import {
  isPointOfSale,
  quote,
  refuse,
  type CreateMessageDecoder,
  type OtaContext,
  type Place,
} from '../shared/opentravel/message-decoder.js';
import { OTA } from '../shared/opentravel/ota-numbers.js';

/** Code list UIT. The message id is the one to acknowledge: a booking has several messages ("pmsXchange, delivery verdicts"). */
const MESSAGE_ID = '16';
const RESERVATION_ID = '14';
const MAX_REASON = 500;
/** Far above what one read hands out. */
const MAX_ITEMS = 5_000;
const ROOT = '/OTA_NotifReportRQ';

/** The HotelReservation being read. */
interface Item {
  readonly place: Place;
  messageId: string | undefined;
  bookingId: string | undefined;
  pmsReference: string | null;
}

interface Report {
  success: boolean;
  failed: boolean;
  readonly reasons: string[];
  readonly items: Item[];
}

/** OTA_NotifReportRQ: a PMS's word on revisions that it fetched; one word for all of a message. */
export const createNotifReport: CreateMessageDecoder = (context) => {
  const report: Report = { success: false, failed: false, reasons: [], items: [] };
  return {
    open: (name, attributes) => openElement(report, name, attributes, context),
    close() {
      return;
    },
    finish() {
      judge(report, context);
      const reason = report.failed
        ? report.reasons.join('; ').slice(0, MAX_REASON) || 'no reason given'
        : null;
      const verdicts = report.items.map((item): RevisionVerdict => ({
        revision_id: readMessageId(item, context),
        outcome: report.failed ? 'failed' : 'accepted',
        pms_reference: item.pmsReference,
        reason,
      }));
      return { kind: 'verdicts', verdicts };
    },
  };
};

function openElement(report: Report, name: string, attributes: XmlAttributes, context: OtaContext): boolean {
  const item = report.items.at(-1);
  switch (name) {
    case 'Success':
      report.success = true;
      return true;
    case 'Errors':
      report.failed = true;
      return true;
    case 'Error':
      report.failed = true;
      captureReason(report, attributes, context);
      return true;
    case 'HotelReservation':
      if (report.items.length >= MAX_ITEMS) {
        refuse(context, OTA.unable, `More than ${MAX_ITEMS} reservations in one report; split it`);
      }
      report.items.push({
        place: context.here(),
        messageId: undefined,
        bookingId: undefined,
        pmsReference: null,
      });
      return true;
    case 'UniqueID':
      if (item !== undefined && attributes['Type'] === MESSAGE_ID) item.messageId = attributes['ID'];
      if (item !== undefined && attributes['Type'] === RESERVATION_ID) item.bookingId = attributes['ID'];
      return true;
    case 'HotelReservationID':
      if (item !== undefined && attributes['ResID_Type'] === RESERVATION_ID) {
        item.pmsReference = attributes['ResID_Value'] ?? null;
      }
      return true;
    default:
      return CONTAINERS.has(name) || isPointOfSale(name);
  }
}

const CONTAINERS: ReadonlySet<string> = new Set([
  'NotifDetails',
  'HotelNotifReport',
  'HotelReservations',
  'ResGlobalInfo',
  'HotelReservationIDs',
  'Warnings',
  'Warning',
]);

function captureReason(
  report: Report,
  { ShortText: short, Code: code }: XmlAttributes,
  context: OtaContext,
): void {
  context.captureText((text) => {
    const parts = [short?.trim(), text.trim(), code === undefined ? undefined : `code ${code}`];
    report.reasons.push(parts.filter((part) => part !== undefined && part !== '').join(': '));
  });
}

function judge(report: Report, context: OtaContext): void {
  const place = { at: ROOT };
  if (report.success && report.failed) {
    const remedy = 'send the accepted and the failed in separate reports';
    refuse(context, OTA.invalidValue, `Success and Errors in one report; ${remedy}`, { place });
  }
  if (!report.success && !report.failed) {
    refuse(context, OTA.missing, 'Neither Success nor Errors; send one of the two', { place });
  }
  if (report.items.length === 0) {
    refuse(context, OTA.missing, 'No HotelReservation, so the verdict is on nothing', { place });
  }
}

function readMessageId({ messageId, bookingId, place }: Item, context: OtaContext): string {
  if (messageId !== undefined && isId(messageId)) return messageId;
  const remedy = 'acknowledge the message id as it was received, UniqueID Type="16"';
  if (messageId !== undefined) {
    refuse(context, OTA.invalidMessageId, `${quote(messageId)} is not a message id; ${remedy}`, { place });
  } else if (bookingId !== undefined) {
    refuse(context, OTA.missing, `Only the reservation id (Type 14) is named; ${remedy}`, { place });
  } else {
    refuse(context, OTA.missing, `UniqueID is missing; ${remedy}`, { place });
  }
  return '';
}
