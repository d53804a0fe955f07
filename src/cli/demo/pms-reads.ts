import { XMLParser } from 'fast-xml-parser';
import type { GatewayClient } from '../gateway-client.js';
import { readOtaAnswer } from '../ota-answer.js';
import { createNotary, type Claim } from './claim.js';
import type { Stage } from './stage.js';
import { countBookings, inventoryTotals } from './tables.js';

const NAMESPACE = 'http://www.opentravel.org/OTA/2003/05';
/** A read hands out a page; this many would be far more than the demo books. */
const MOST_READS = 100;
const MESSAGE_ID = '16';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  removeNSPrefix: true,
  isArray: (name) => name === 'HotelReservation' || name === 'UniqueID',
});

/** The PMS fetches what it has not acknowledged yet, acknowledges it, and asks again until nothing is left. */
export async function fetchAndAcknowledge(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('back to the PMS', claims);
  const before = await inventoryTotals(stage);
  const start = performance.now();
  const [first, repeated] = [await readUndelivered(stage.pms), await readUndelivered(stage.pms)];
  const fetched: string[] = [];
  const accepted: boolean[] = [];
  for (
    let page = repeated;
    page.length > 0 && accepted.length < MOST_READS;
    page = await readUndelivered(stage.pms)
  ) {
    fetched.push(...page);
    accepted.push(await acknowledge(stage.pms, page));
  }
  const seconds = (performance.now() - start) / 1_000;
  const after = await inventoryTotals(stage);
  const bookings = await countBookings(stage);
  notary.equal('reservations not acknowledged come again with a read', { found: repeated, expected: first });
  notary.equal(
    `all ${bookings} reservations fetched and acknowledged`,
    {
      found: [new Set(fetched).size, fetched.length, accepted.every(Boolean)],
      expected: [bookings, bookings, true],
    },
    { value: seconds, unit: 's' },
    { value: fetched.length / seconds, unit: 'reservations/s' },
  );
  notary.equal('then none waits any more, and as many are on sale', {
    found: after,
    expected: { available: before.available, unacked: 0, resend: 0 },
  });
}

/** The message ids (UniqueID Type 16) of the reservations handed out. */
async function readUndelivered(pms: GatewayClient): Promise<string[]> {
  const answer = await post(
    pms,
    `<OTA_ReadRQ xmlns="${NAMESPACE}" EchoToken="read" Version="1.0">
  <POS><Source><RequestorID Type="22" ID="DEMOPMS"/></Source></POS>
  <ReadRequests><HotelReadRequest><SelectionCriteria SelectionType="Undelivered"/></HotelReadRequest></ReadRequests>
</OTA_ReadRQ>`,
  );
  const document = parser.parse(answer) as {
    OTA_ResRetrieveRS?: {
      ReservationsList?: { HotelReservation?: { UniqueID: { Type: string; ID: string }[] }[] } | '';
    };
  };
  const list = document.OTA_ResRetrieveRS?.ReservationsList;
  const reservations = typeof list === 'object' ? (list.HotelReservation ?? []) : [];
  return reservations.flatMap(({ UniqueID: ids }) =>
    ids.filter((id) => id.Type === MESSAGE_ID).map((id) => id.ID),
  );
}

async function acknowledge(pms: GatewayClient, messageIds: readonly string[]): Promise<boolean> {
  const reservations = messageIds
    .map((id) => `<HotelReservation ResStatus="Book"><UniqueID Type="16" ID="${id}"/></HotelReservation>`)
    .join('\n    ');
  const answer = await post(
    pms,
    `<OTA_NotifReportRQ xmlns="${NAMESPACE}" EchoToken="report" Version="1.0">
  <Success/>
  <NotifDetails><HotelNotifReport><HotelReservations>
    ${reservations}
  </HotelReservations></HotelNotifReport></NotifDetails>
</OTA_NotifReportRQ>`,
  );
  return readOtaAnswer(answer).accepted;
}

async function post(pms: GatewayClient, body: string): Promise<string> {
  const { body: answer } = await pms.success({
    method: 'POST',
    path: '/pms/ota',
    body,
    contentType: 'text/xml',
  });
  return answer;
}
