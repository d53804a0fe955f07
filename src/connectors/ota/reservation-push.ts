import type {
  ChannelSettings,
  PmsCodec,
  PushOutcome,
  WireAnswer,
  WireRequest,
} from '../../core/model/channel-codec.js';
import type { ReservationRevision } from '../../core/model/reservation.js';
import { readOpenTravelAnswer } from '../shared/opentravel/read-answer.js';
import { inSecuredSoap, OTA_NAMESPACE, XML_CONTENT_TYPE } from '../shared/opentravel/soap-answer.js';
import { attributeOf, findAll, readXmlAnswer } from '../shared/xml-tree.js';
import { element, writeXml } from '../shared/xml-writer.js';
import { reservationElement, RES_STATUS } from './res-retrieve.js';

const MESSAGE = 'OTA_HotelResNotifRQ';

/** Reservations pushed to a PMS that does not fetch them ("pmsXchange, reservation delivery": one global endpoint). */
export const otaReservationPush: PmsCodec = {
  encodeReservation: (revision, settings) => encodeReservation(revision, settings),
  readAnswer: (request, answer) => readAnswer(request, answer),
};

function encodeReservation(revision: ReservationRevision, settings: ChannelSettings): WireRequest {
  const { now, requestor_id: requestor } = settings;
  const attributes = {
    xmlns: OTA_NAMESPACE,
    Version: '1.0',
    TimeStamp: now,
    EchoToken: settings.nextId(),
    ResStatus: RES_STATUS[revision.action],
  };
  const source =
    requestor === undefined
      ? undefined
      : element('POS', {}, element('Source', {}, element('RequestorID', { Type: 22, ID: requestor })));
  const reservations = element('HotelReservations', {}, reservationElement(revision));
  return {
    method: 'POST',
    path: '',
    headers: { 'Content-Type': XML_CONTENT_TYPE, SOAPAction: '""' },
    body: writeXml(inSecuredSoap(element(MESSAGE, attributes, source, reservations), settings)),
    message: MESSAGE,
    items: revision.rooms.map(({ room_code, rate_code }) => ({
      room_code,
      rate_code,
      from: revision.check_in_date,
      to: revision.check_out_date,
    })),
    values: 0,
  };
}

/**
 * A reservation is taken as a whole: Success with Warnings of any type is Success ("SMX: warnings must be
 * Success+Warning"), and never a reason to send it again.
 */
function readAnswer(request: WireRequest, answer: WireAnswer): PushOutcome {
  const outcome = readOpenTravelAnswer(request, answer);
  if (outcome.kind === 'partial') {
    const warnings = outcome.items.map(({ code, message }) => `${code}: ${message}`);
    return { kind: 'accepted', warnings, reference: pmsNumber(answer) };
  }
  return outcome.kind === 'accepted' ? { ...outcome, reference: pmsNumber(answer) } : outcome;
}

/** "pmsXchange, delivery verdicts": the PMS's own number stands in HotelReservationID of type 14. */
function pmsNumber({ body }: WireAnswer): string | null {
  const root = readXmlAnswer(body);
  const ids = root === null ? [] : findAll(root, 'HotelReservationID');
  const own = ids.find((id) => attributeOf(id, 'ResID_Type') === '14') ?? ids[0];
  return attributeOf(own, 'ResID_Value');
}
