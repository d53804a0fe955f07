import type {
  ChannelSettings,
  PmsCodec,
  PushOutcome,
  WireAnswer,
  WireRequest,
} from '../../../core/model/channel-codec.js';
import type { ReservationRevision } from '../../../core/model/reservation.js';
import { basicAuth } from '../../shared/basic-auth.js';
import { attributeOf, childOf, childrenOf, readXmlAnswer } from '../../shared/xml-tree.js';
import { element, writeXml } from '../../shared/xml-writer.js';
import { OTA_ROOT } from '../ota-root.js';
import type { WireVersion } from '../versions.js';
import { reservationElement } from './write-reservations.js';

const ACTION = 'OTA_HotelResNotif:GuestRequests';
const MESSAGE = 'OTA_HotelResNotifRQ';
/** The version that is current; nothing of it is new in this message. */
const VERSION: WireVersion = '2024-10';

/** OTA_HotelResNotif:GuestRequests: our reservations to a PMS that wants them pushed ("AlpineBits, GuestRequests"). */
export const pushReservation: PmsCodec = { encodeReservation, readAnswer };

/** `settings.requestor_id` is the client id that the PMS may ask for. */
function encodeReservation(revision: ReservationRevision, settings: ChannelSettings): WireRequest {
  const document = writeXml(
    element(
      MESSAGE,
      { ...OTA_ROOT, Version: '1.000', TimeStamp: settings.now },
      element('HotelReservations', {}, reservationElement(revision, VERSION)),
    ),
  );
  // Long and fresh, so that no text of a guest holds it.
  const boundary = `bellhop-${settings.nextId()}-${revision.revision_id}`;
  return {
    method: 'POST',
    path: '',
    headers: {
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      Authorization: basicAuth(settings),
      'X-AlpineBits-ClientProtocolVersion': VERSION,
      'X-AlpineBits-ClientID': settings.requestor_id ?? 'bellhop',
    },
    body: form(boundary, [
      ['action', ACTION],
      ['request', document],
    ]),
    message: MESSAGE,
    items: [],
    values: 1,
  };
}

function form(boundary: string, fields: readonly (readonly [string, string])[]): string {
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${boundary}--\r\n`;
}

const ADVISORY = '11';

/**
 * Success, and whether what was pushed is named by a Warning: that is a refusal, not a remark. Plain text that begins
 * with ERROR is a call that was wrong, HTTP 5xx a PMS that is down.
 */
function readAnswer(_request: WireRequest, { status, body }: WireAnswer): PushOutcome {
  if (status >= 500 || status === 429) return retry(`HTTP ${status}`);
  const root = status === 200 ? readXmlAnswer(body) : null;
  if (root === null) return rejected(`HTTP ${status}`, body.slice(0, 200));
  const [error] = childrenOf(root, 'Errors', 'Error');
  if (error !== undefined) return rejected(attributeOf(error, 'Code') ?? 'ERROR', error.text);
  if (childOf(root, 'Success') === undefined) return retry('neither Success nor Errors');
  const warnings = childrenOf(root, 'Warnings', 'Warning');
  const refusal = warnings.find(
    (warning) => attributeOf(warning, 'RecordID') !== null && attributeOf(warning, 'Type') !== ADVISORY,
  );
  if (refusal !== undefined) return rejected(attributeOf(refusal, 'Code') ?? 'REFUSED', refusal.text);
  return { kind: 'accepted', warnings: warnings.map(({ text }) => text), reference: null };
}

function retry(message: string): PushOutcome {
  return { kind: 'retry', after_seconds: null, code: 'UNREADABLE', message };
}

function rejected(code: string, message: string): PushOutcome {
  return { kind: 'rejected', code, message, items: [], mapping: false };
}
