import type { CertificationCell } from '../../core/model/certification.js';
import type { PushCase, PushChange, PushStep } from '../../core/model/push-certification.js';
import {
  accepted,
  count,
  countCell,
  OTHER_ROOM,
  price,
  rateCell,
  rules,
  type PushContract,
} from './push-contract.js';

/** What must be right at any channel: everything, a change alone, rules set and lifted, and every kind of answer. */
export function pushCasesOf(contract: PushContract): PushCase[] {
  const { prefix = '', source, dialect } = contract;
  const all = [...told(contract), ...ruled(contract), ...answered(contract)];
  return all.map(({ chapter, ...one }) => ({
    ...one,
    id: `${prefix}${one.id}`,
    source: `${source}, ${chapter}`,
    ...(dialect === undefined ? {} : { dialect }),
  }));
}

type Tried = Omit<PushCase, 'source'> & { readonly chapter: string };

function told(contract: PushContract): Tried[] {
  const { messages } = contract;
  const open = { closed: false, price: '100.00' };
  const at = countCell;
  const all = messages.full === undefined ? {} : { messages: messages.full };
  return [
    {
      ...{
        id: 'full-sync',
        title: 'Everything, in the order and the parts of the contract',
        chapter: 'full sync',
      },
      steps: [
        {
          full: true,
          expect: accepted({
            ...all,
            cells: [at(1, 5), at(60, 5), rateCell(1, open), rateCell(60, open)],
          }),
        },
      ],
    },
    {
      ...{
        id: 'count',
        title: 'A count alone; both ends of the range belong to it',
        chapter: 'availability',
      },
      steps: [
        {
          changes: [count(10, 12, 3)],
          expect: accepted({
            messages: messages.count,
            cells: [at(9, 5), at(10, 3), at(11, 3), at(12, 3), at(13, 5)],
          }),
        },
      ],
    },
    {
      ...{ id: 'price', title: 'A price alone', chapter: 'rates' },
      steps: [
        {
          changes: [price(20, 21, '140.00')],
          expect: accepted({
            messages: messages.price,
            cells: [
              rateCell(19, { price: '100.00' }),
              rateCell(20, { price: '140.00' }),
              rateCell(21, { price: '140.00' }),
              rateCell(22, { price: '100.00' }),
            ],
          }),
        },
      ],
    },
    {
      ...{ id: 'every-night', title: 'Sixty nights, each at a price of its own', chapter: 'limits' },
      steps: [
        {
          changes: [{ ...price(1, 60, '100.00'), rising: true }],
          expect: accepted({ cells: [rateCell(1, { price: '100.00' }), rateCell(60, { price: '159.00' })] }),
        },
      ],
    },
  ];
}

function ruled(contract: PushContract): Tried[] {
  const shut = { closed: true, closed_to_arrival: true, closed_to_departure: true };
  const free = { closed: false, closed_to_arrival: false, closed_to_departure: false };
  const lifted = Object.fromEntries(Object.keys(contract.stay.set).map((field) => [field, null]));
  const step = (changes: readonly PushChange[], ...cells: CertificationCell[]): PushStep => ({
    changes,
    expect: accepted({ cells }),
  });
  return [
    {
      ...{ id: 'sold-out', title: 'No room left, and one again', chapter: 'availability' },
      steps: [
        step([count(15, 15, 0)], countCell(15, 0)),
        step([count(15, 15, 1)], countCell(15, 1), rateCell(15, { closed: false })),
      ],
    },
    {
      ...{
        id: 'stop-sell',
        title: 'A stop-sell outlives news of the room, and is lifted',
        chapter: 'restrictions',
      },
      steps: [
        step([rules(16, { closed: true })], rateCell(16, { closed: true }), rateCell(17, { closed: false })),
        step([count(16, 16, 4)], rateCell(16, { closed: true })),
        step([rules(16, { closed: false })], rateCell(16, { closed: false }), countCell(16, 4)),
      ],
    },
    {
      ...{
        id: 'arrival-departure',
        title: 'Closed to arrival and departure, and open',
        chapter: 'restrictions',
      },
      steps: [
        step([rules(25, { ...shut, closed: false })], rateCell(25, { ...shut, closed: false })),
        step([rules(25, free)], rateCell(25, free)),
      ],
    },
    {
      ...{ id: 'stay-limits', title: 'Limits of stays, set and lifted', chapter: 'restrictions' },
      steps: [
        step([rules(26, contract.stay.set)], rateCell(26, { ...contract.stay.cell })),
        step([rules(26, lifted)], rateCell(26, { ...contract.no_stay })),
      ],
    },
  ];
}

function answered(contract: PushContract): Tried[] {
  const chapter = 'answers';
  const met = (channel: NonNullable<PushStep['channel']>, first: string, available: number): PushStep => ({
    ...{
      channel,
      changes: [count(30, 30, available), { ...count(30, 30, available + 4), room: OTHER_ROOM }],
    },
    expect: {
      outcomes: [first as 'retry', 'accepted'],
      cells: [countCell(30, available), { ...countCell(30, available + 4), room: OTHER_ROOM }],
    },
  });
  const { refusal } = contract;
  return [
    {
      ...{ id: 'refused', title: 'An answer that names what was not taken is no success', chapter },
      steps: [met('refuses_part', refusal, 2)],
    },
    {
      ...{ id: 'unavailable', title: 'HTTP 503: sent again', chapter },
      steps: [met('unavailable', 'retry', 3)],
    },
    {
      ...{ id: 'busy', title: 'HTTP 429: sent again after the time that it names', chapter },
      steps: [met('busy', 'retry', 4)],
    },
    {
      ...{ id: 'lost-answer', title: 'No answer: sent again, and the same afterwards', chapter },
      steps: [met('drops_answer', 'retry', 1)],
    },
  ];
}
