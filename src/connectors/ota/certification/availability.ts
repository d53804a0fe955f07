import type { CertificationCase, CertificationCell } from '../../../core/model/certification.js';
import { avail, count, restriction, status, stays, step, taken, type Scope } from './messages.js';

const AVAIL = 'OTA_HotelAvailNotifRQ';
const SOURCE = 'pmsXchange, availability and restrictions';
/** Restrictions are of rate plans, and a rate plan that was never priced shows nothing to restrict. */
const PLAN = { rate: '{rate}' } as const;

const cell = (day: number, fields: CertificationCell['fields']): CertificationCell => ({
  room: '{room}',
  day,
  fields,
});
const plan = (day: number, fields: CertificationCell['fields'], rate = '{rate}'): CertificationCell => ({
  ...{ room: '{room}', rate, day, fields },
});
const nights = (from: number, to = from): Scope => ({ from, to });

export const AVAILABILITY_CASES: readonly CertificationCase[] = [
  {
    id: 'avail-inclusive-end',
    title: 'A count holds from Start to End, both included',
    source: SOURCE,
    steps: [
      step(avail(count(9, nights(1, 9))), taken(AVAIL)),
      step(
        avail(count(4, nights(3, 5))),
        taken(AVAIL, {
          cells: [
            cell(2, { available_rooms: 9 }),
            cell(3, { available_rooms: 4 }),
            cell(5, { available_rooms: 4 }),
            cell(6, { available_rooms: 9 }),
          ],
        }),
      ),
    ],
  },
  {
    id: 'avail-last-wins',
    title: 'Of two instructions for a night the later one counts',
    source: `${SOURCE}: latest message wins`,
    steps: [
      step(
        avail(count(9, nights(1, 5)) + count(2, nights(3))),
        taken(AVAIL, {
          cells: [
            cell(2, { available_rooms: 9 }),
            cell(3, { available_rooms: 2 }),
            cell(4, { available_rooms: 9 }),
          ],
        }),
      ),
    ],
  },
  {
    id: 'avail-other-room',
    title: 'A count of one room type leaves the others',
    source: `${SOURCE}: delta`,
    steps: [
      step(avail(count(5, nights(1)) + count(3, { ...nights(1), room: '{room2}' })), taken(AVAIL)),
      step(
        avail(count(0, nights(1))),
        taken(AVAIL, {
          cells: [
            cell(1, { available_rooms: 0 }),
            { room: '{room2}', day: 1, fields: { available_rooms: 3 } },
          ],
        }),
      ),
    ],
  },
  {
    id: 'stop-sell',
    title: 'Stop-sell of a rate plan closes and opens it, and leaves the count',
    source: `${SOURCE}: RestrictionStatus without Restriction`,
    steps: [
      step(
        avail(count(5, nights(1)) + status({ ...nights(1), ...PLAN }, restriction('Close'))),
        taken(AVAIL, {
          cells: [cell(1, { available_rooms: 5 }), plan(1, { closed: true })],
        }),
      ),
      step(
        avail(status({ ...nights(1), ...PLAN }, restriction('Open'))),
        taken(AVAIL, {
          cells: [cell(1, { available_rooms: 5 }), plan(1, { closed: false })],
        }),
      ),
    ],
  },
  {
    id: 'restrictions-independent',
    title: 'Each restriction is changed by itself',
    source: `${SOURCE}: changing one leaves the others`,
    steps: [
      step(
        avail(
          ['Arrival', 'Departure']
            .map((kind) =>
              status({ ...nights(1), ...PLAN }, restriction('Close', kind as 'Arrival' | 'Departure')),
            )
            .join('') + status({ ...nights(1), ...PLAN }, stays(['SetMinLOS', 3], ['SetMaxLOS', 7])),
        ),
        taken(AVAIL, {
          cells: [
            plan(1, {
              closed_to_arrival: true,
              closed_to_departure: true,
              min_stay_arrival: 3,
              max_stay_arrival: 7,
            }),
          ],
        }),
      ),
      step(
        avail(status({ ...nights(1), ...PLAN }, restriction('Open', 'Arrival'))),
        taken(AVAIL, {
          cells: [
            plan(1, {
              closed_to_arrival: false,
              closed_to_departure: true,
              min_stay_arrival: 3,
              max_stay_arrival: 7,
            }),
          ],
        }),
      ),
    ],
  },
  {
    id: 'stay-through',
    title: 'A forward minimum stay is a limit of every night of the stay',
    source: 'OpenTravel, SetForwardMinStay',
    steps: [
      step(
        avail(status({ ...nights(1), ...PLAN }, stays(['SetForwardMinStay', 2]))),
        taken(AVAIL, {
          cells: [plan(1, { min_stay_through: 2 })],
        }),
      ),
    ],
  },
  {
    id: 'room-fans-out',
    title: 'A restriction without rate code is one of every rate plan of the room type',
    source: `${SOURCE}: InvTypeCode alone fans out`,
    steps: [
      step(
        avail(status(nights(1), restriction('Close', 'Arrival'))),
        taken(AVAIL, {
          cells: [plan(1, { closed_to_arrival: true }), plan(1, { closed_to_arrival: true }, '{rate2}')],
        }),
      ),
    ],
  },
  {
    id: 'day-flags',
    title: 'Day flags choose days of the week, Weds and Thur among them',
    source: 'OpenTravel, DOW_PatternGroup',
    steps: [
      step(
        avail(
          count(9, nights(1, 7)) +
            count(1, { ...nights(1, 7), more: ' Mon="1" Tue="1" Weds="1" Thur="1" Fri="1" Sat="1" Sun="1"' }),
        ),
        taken(AVAIL, {
          cells: [cell(1, { available_rooms: 1 }), cell(7, { available_rooms: 1 })],
        }),
      ),
      step(
        avail(
          count(6, {
            ...nights(1, 7),
            more: ' Mon="0" Tue="0" Weds="0" Thur="0" Fri="0" Sat="0" Sun="true"',
          }),
        ),
        taken(AVAIL),
      ),
    ],
  },
];
