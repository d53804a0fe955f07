import type {
  CertificationCase,
  CertificationCell,
  CertificationStep,
} from '../../core/model/certification.js';

const SOURCE = 'Mews Channel Manager API';
const DAYS = { from: '{day+3}', to: '{day+4}' };
const PRODUCT = { spaceTypeCode: '{room}', ratePlanCode: '{rate}', ...DAYS };
const SUCCESS = '"success":true';
const FAILURE = '"success":false';

function send(
  operation: string,
  body: object,
  expect: { readonly contains: readonly string[]; readonly cells?: readonly CertificationCell[] },
): CertificationStep {
  const head = { clientToken: '{key}', connectionToken: '{hotel}', messageId: '{run}' };
  return {
    request: {
      method: 'POST',
      path: `/pms/mews/${operation}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...head, ...body }),
    },
    expect: { status: 200, ...expect },
  };
}

const COUNTED = send(
  'updateAvailability',
  { availabilities: [{ spaceTypeCode: '{room}', ...DAYS, availability: 4 }] },
  { contains: [SUCCESS], cells: [{ room: '{room}', day: 4, fields: { available_rooms: 4 } }] },
);

const OPEN = { closed: false, closed_to_arrival: false, closed_to_departure: false };

/** One row of the table of states: what is sent, and what stands on the nights afterwards, whatever stood there `before`. */
function state(
  id: string,
  title: string,
  { sent, before = { state: [2] } }: { readonly sent: object; readonly before?: object },
  fields: CertificationCell['fields'],
): CertificationCase {
  const restrict = (set: object) => ({ restrictions: [{ ...PRODUCT, ...set }] });
  const cells = [{ room: '{room}', rate: '{rate}', day: 3, fields }];
  return {
    id,
    title,
    source: `${SOURCE}, updateRestrictions`,
    steps: [
      COUNTED,
      send('updateRestrictions', restrict(before), { contains: [SUCCESS] }),
      send('updateRestrictions', restrict(sent), { contains: [SUCCESS], cells }),
    ],
  };
}

/** The restriction cases and the numbered errors of the contract, as our own cases. */
export const MEWS_CERTIFICATION: readonly CertificationCase[] = [
  state(
    'state-closed',
    'State 2 closes the nights',
    { sent: { state: [2] }, before: { state: [1] } },
    {
      ...OPEN,
      closed: true,
    },
  ),
  state(
    'state-arrival',
    'States 2 and 6 close arrival alone',
    { sent: { state: [2, 6] } },
    {
      ...OPEN,
      closed_to_arrival: true,
    },
  ),
  state(
    'state-departure',
    'States 2 and 7 close departure alone',
    { sent: { state: [2, 7] } },
    {
      ...OPEN,
      closed_to_departure: true,
    },
  ),
  state(
    'state-stay',
    'States 2 and 8 close the stay',
    { sent: { state: [2, 8] }, before: { state: [1] } },
    {
      ...OPEN,
      closed: true,
    },
  ),
  state(
    'state-lengths',
    'Lengths of stay qualify an open state',
    { sent: { state: [1], minLos: 2, maxLos: 7 } },
    { ...OPEN, min_stay_arrival: 2, max_stay_arrival: 7 },
  ),
  state(
    'state-open',
    'State 1 clears all that stood there',
    { sent: { state: [1] }, before: { state: [2, 6, 7], minLos: 3, maxLos: 5 } },
    { ...OPEN, min_stay_arrival: null, max_stay_arrival: null },
  ),
  {
    id: 'prices',
    title: 'Prices by the number of guests',
    source: `${SOURCE}, updatePrices`,
    steps: [
      COUNTED,
      send(
        'updatePrices',
        {
          ratePrices: [
            {
              ...PRODUCT,
              prices: [
                { grossAmount: 80.5, currencyCode: 'EUR', guestCount: 1 },
                { grossAmount: 100, currencyCode: 'EUR', guestCount: 2 },
              ],
            },
          ],
        },
        { contains: [SUCCESS] },
      ),
    ],
  },
  {
    id: 'errors',
    title: 'Each error has the number by which Mews acts, and nothing is applied',
    source: `${SOURCE}, error codes`,
    steps: [
      send(
        'updateAvailability',
        { availabilities: [{ spaceTypeCode: 'NO-SUCH-ROOM', ...DAYS, availability: 1 }] },
        { contains: [FAILURE, '"code":10', '"categoryCode":"NO-SUCH-ROOM"'] },
      ),
      send(
        'updateRestrictions',
        { restrictions: [{ ...PRODUCT, ratePlanCode: 'NO-SUCH-RATE', state: [2] }] },
        { contains: [FAILURE, '"code":9', '"rateCode":"NO-SUCH-RATE"'] },
      ),
      send(
        'updateAvailability',
        {
          connectionToken: 'NO-SUCH-HOTEL',
          availabilities: [{ spaceTypeCode: '{room}', ...DAYS, availability: 1 }],
        },
        { contains: [FAILURE, '"code":3'] },
      ),
      send(
        'updateAvailability',
        { clientToken: 'bh_test_wrong', availabilities: [] },
        { contains: [FAILURE, '"code":8'] },
      ),
      send(
        'updateRestrictions',
        { restrictions: [{ ...PRODUCT, state: [1, 2] }] },
        { contains: [FAILURE, '"code":6'] },
      ),
    ],
  },
];
