import type {
  CertificationCase,
  CertificationCell,
  CertificationExpectation,
  CertificationStep,
} from '../../core/model/certification.js';
import { GUEST_REQUEST_CASES } from './certification/guest-requests.js';
import { refused, ROOT, step } from './certification/messages.js';
import { RATE_CASES } from './certification/rates.js';
import { ROOM_CASES } from './certification/rooms.js';

const FREE_ROOMS = 'OTA_HotelInvCountNotif:FreeRooms';
const SOURCE = 'AlpineBits, FreeRooms';
const COMPLETE = '<UniqueID Type="16" ID="1" Instance="CompleteSet"/>';

interface Item {
  readonly from: number;
  readonly to?: number;
  /** Attributes of StatusApplicationControl; absent: the room category. */
  readonly codes?: string;
  /** Absent: fully booked. */
  readonly count?: number;
}

function push(items: readonly Item[], expect: CertificationExpectation, complete = false): CertificationStep {
  const list = items.map(({ from, to = from, codes = 'InvTypeCode="{room}"', count }) => {
    const control = `<StatusApplicationControl Start="{day+${from}}" End="{day+${to}}" ${codes}/>`;
    const counts =
      count === undefined ? '' : `<InvCounts><InvCount CountType="2" Count="${count}"/></InvCounts>`;
    return `<Inventory>${control}${counts}</Inventory>`;
  });
  const inventories = `<Inventories HotelCode="{hotel}">${list.join('')}</Inventories>`;
  const request = `<OTA_HotelInvCountNotifRQ ${ROOT}>${complete ? COMPLETE : ''}${inventories}</OTA_HotelInvCountNotifRQ>`;
  return step({ action: FREE_ROOMS, request }, expect);
}

function taken(cells: readonly CertificationCell[]): CertificationExpectation {
  return { status: 200, contains: ['<OTA_HotelInvCountNotifRS', '<Success'], lacks: ['<Error'], cells };
}

const rooms = (day: number, available_rooms: number): CertificationCell => ({
  room: '{room}',
  day,
  fields: { available_rooms },
});
const unit = (code: string): string => `InvTypeCode="{room}" InvCode="${code}"`;
const CLOSED = 'AllInvCode="true"';

/** What a PMS certifies against AlpineBits: each of its actions, and the ways in which they are refused. */
export const ALPINEBITS_CERTIFICATION: readonly CertificationCase[] = [
  {
    id: 'handshake',
    title: 'The handshake answers what both sides speak, and EchoData as it came',
    source: 'AlpineBits, handshake',
    steps: [
      step(
        {
          action: 'OTA_Ping:Handshaking',
          request: `<OTA_PingRQ ${ROOT}><EchoData>{"versions":[{"version":"2022-10","actions":[{"action":"action_OTA_Ping"},{"action":"action_OTA_Other"}]},{"version":"1999-01"}]}</EchoData></OTA_PingRQ>`,
        },
        {
          status: 200,
          contains: [
            'Status="ALPINEBITS_HANDSHAKE">{"versions":[{"version":"2022-10","actions":[{"action":"action_OTA_Ping"}]}]}<',
            '{"version":"1999-01"}]}</EchoData>',
          ],
        },
      ),
    ],
  },
  {
    id: 'delta',
    title: 'A delta changes the nights from Start to End; without InvCounts they are fully booked',
    source: SOURCE,
    steps: [
      push([{ from: 1, to: 5, count: 4 }], taken([rooms(1, 4), rooms(5, 4), rooms(6, 0)])),
      push([{ from: 2 }, { from: 3, count: 1 }], taken([rooms(1, 4), rooms(2, 0), rooms(3, 1), rooms(4, 4)])),
    ],
  },
  {
    id: 'complete-set',
    title:
      'A complete set sells out what it does not mention; its closing season closes the hotel until the next one',
    source: SOURCE,
    steps: [
      push([{ from: 1, to: 6, count: 3 }], taken([rooms(6, 3)])),
      push(
        [
          { from: 3, to: 4, codes: CLOSED },
          { from: 1, to: 2, count: 2 },
          { from: 6, count: 2 },
        ],
        taken([rooms(1, 2), { room: '{room}', day: 3, fields: { closed: true } }, rooms(5, 0), rooms(6, 2)]),
        true,
      ),
      push(
        [{ from: 1, to: 6, count: 2 }],
        taken([{ room: '{room}', day: 3, fields: { closed: false, available_rooms: 2 } }]),
        true,
      ),
    ],
  },
  {
    id: 'distinct-rooms',
    title: 'Distinct rooms add up to their category, also after a delta of one of them',
    source: SOURCE,
    steps: [
      push(
        [
          { from: 1, codes: unit('101'), count: 1 },
          { from: 1, codes: unit('102'), count: 1 },
        ],
        taken([rooms(1, 2)]),
      ),
      push([{ from: 1, codes: unit('102') }], taken([rooms(1, 1)])),
    ],
  },
  {
    id: 'refused',
    title: 'Overlapping dates, mixed kinds, closing seasons in the wrong place and unknown codes are refused',
    source: SOURCE,
    steps: [
      push(
        [
          { from: 1, to: 3, count: 1 },
          { from: 3, count: 1 },
        ],
        refused(404),
      ),
      push(
        [
          { from: 1, count: 1 },
          { from: 2, codes: unit('101'), count: 1 },
        ],
        refused(320),
      ),
      push(
        [
          { from: 1, count: 1 },
          { from: 3, codes: CLOSED },
        ],
        refused(320),
        true,
      ),
      push([{ from: 3, codes: CLOSED }], refused(320)),
      push([{ from: 1, codes: 'InvTypeCode="NONE"', count: 1 }], refused(402)),
    ],
  },
  {
    id: 'transport',
    title: 'A call without version or with an unknown action gets HTTP 400 and a text that begins with ERROR',
    source: 'AlpineBits, transport',
    steps: [
      step({ version: '', action: FREE_ROOMS, request: '<a/>' }, { status: 400, contains: ['ERROR:'] }),
      step(
        { action: 'OTA_Other', request: '<a/>' },
        { status: 400, contains: ['ERROR:unknown or missing action'] },
      ),
      step(
        { version: '2018-10', action: FREE_ROOMS, request: '<a/>' },
        { status: 400, contains: ['ERROR:'] },
      ),
      step({ version: '2017-10', action: 'getVersion' }, { status: 200, contains: ['OK:2017-10'] }),
    ],
  },
  ...ROOM_CASES,
  ...RATE_CASES,
  ...GUEST_REQUEST_CASES,
];
