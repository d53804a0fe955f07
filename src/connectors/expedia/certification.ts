import type { CertificationCase, CertificationStep } from '../../core/model/certification.js';
import { cancelBody, notificationBody, type CertifiedNotification } from './certification-messages.js';

const SOURCE = 'Expedia, booking notification';
/** Credentials stand in the message alone. */
const HEADERS = { 'content-type': 'text/xml; charset=utf-8', authorization: '' };
const ON_SALE = { rooms: 2, amount: '100.00' } as const;
const OUR_NUMBER = 'ResID_Type="3" ResID_Value="(\\d+)"';
const SAME_NUMBER = 'ResID_Type="3" ResID_Value="{number}"';

function step(body: string, expect: CertificationStep['expect']): CertificationStep {
  return {
    request: { method: 'POST', path: '/ota/expedia', headers: HEADERS, body },
    expect: { status: 200, ...expect },
  };
}

/** Type 3, Code 450, and the number that says which in ShortText; nothing else sends a booking to the hotel by fax. */
function refused(body: string, number: number): CertificationStep {
  const error = `Type="3" Code="450" ShortText="${number}"`;
  return step(body, { contains: ['<Errors>', error], lacks: ['<Success'] });
}

const BOOKING: CertifiedNotification = { id: '{run}1', from: 3, to: 5 };

function refusal(
  id: string,
  title: string,
  booking: Partial<CertifiedNotification>,
  number: number,
): CertificationCase {
  const body = notificationBody({ ...BOOKING, id: `{run}-${id}`, ...booking });
  return { id, title, source: `${SOURCE}, error codes`, on_sale: ON_SALE, steps: [refused(body, number)] };
}

/** What Expedia delivers, and the refusals that it knows. */
export const EXPEDIA_CERTIFICATION: readonly CertificationCase[] = [
  {
    id: 'book-modify-cancel',
    title: 'A booking is overlaid and cancelled under one confirmation number',
    source: SOURCE,
    on_sale: ON_SALE,
    steps: [
      step(notificationBody(BOOKING), {
        contains: ['ResResponseType="Committed"', '<Success/>', 'ResID_Type="8" ResID_Value="{run}1"'],
        capture: { number: OUR_NUMBER },
      }),
      step(notificationBody({ ...BOOKING, modify: true, from: 4, to: 6 }), {
        contains: ['ResResponseType="Modified"', '<Success/>', SAME_NUMBER],
      }),
      step(cancelBody('{run}1'), {
        contains: ['Status="Cancelled"', '<Success/>', '<UniqueID Type="10" ID="{number}">'],
      }),
    ],
  },
  {
    id: 're-delivery',
    title:
      'A delivery whose answer was lost is answered with the number already given, and takes no second room',
    source: `${SOURCE}, duplicate booking`,
    on_sale: ON_SALE,
    steps: [
      step(notificationBody({ ...BOOKING, id: '{run}2' }), {
        contains: ['<Success/>'],
        capture: { number: OUR_NUMBER },
      }),
      step(notificationBody({ ...BOOKING, id: '{run}2' }), { contains: ['<Success/>', SAME_NUMBER] }),
      step(cancelBody('{run}2'), { contains: ['Status="Cancelled"'] }),
      step(cancelBody('{run}2'), { contains: ['Status="Cancelled"', '<Success/>'] }),
    ],
  },
  {
    id: 'overbooking',
    title: 'A full house is no reason to refuse',
    source: `${SOURCE}: overbooking is not a reason`,
    on_sale: { ...ON_SALE, rooms: 1 },
    steps: [
      step(notificationBody({ id: '{run}3', from: 20, to: 21 }), { contains: ['<Success/>'] }),
      step(notificationBody({ id: '{run}4', from: 20, to: 21 }), {
        contains: ['ResResponseType="Committed"', '<Success/>'],
      }),
      step(cancelBody('{run}3'), { contains: ['Status="Cancelled"'] }),
      step(cancelBody('{run}4'), { contains: ['Status="Cancelled"'] }),
    ],
  },
  refusal('hotel', 'Unknown hotel: 3202', { hotel: 'NOPE' }, 3202),
  refusal('room', 'Unknown room: 3203', { room: 'NOPE' }, 3203),
  refusal('rate', 'Unknown rate plan: 3204', { rate: 'NOPE' }, 3204),
  refusal('guest-name', 'A guest without name: 3205', { named: false }, 3205),
  refusal('dates', 'A stay that ends before it begins: 3206', { from: 5, to: 4 }, 3206),
  {
    id: 'original-missing',
    title: 'The cancellation of what never came: 3201',
    source: `${SOURCE}, error codes`,
    steps: [refused(cancelBody('{run}-never'), 3201)],
  },
  {
    id: 'credentials',
    title: 'Wrong credentials are a SOAP Fault, after which Expedia tries again',
    source: `${SOURCE}, SOAP faults`,
    steps: [
      step(notificationBody({ ...BOOKING, id: '{run}5', password: 'not-the-password' }), {
        status: 500,
        contains: ['SOAP-ENV:Client.1001'],
        lacks: ['<Errors>', '<Success'],
      }),
    ],
  },
];
