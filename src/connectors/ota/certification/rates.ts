import type { CertificationCase, CertificationCell } from '../../../core/model/certification.js';
import { base, bases, rates, refused, step, taken } from './messages.js';

const RATES = 'OTA_HotelRateAmountNotifRQ';
const SOURCE = 'pmsXchange, rates';

const plan = (day: number, fields: CertificationCell['fields']): CertificationCell => ({
  ...{ room: '{room}', rate: '{rate}', day, fields },
});

export const RATE_CASES: readonly CertificationCase[] = [
  {
    id: 'rate-by-occupancy',
    title: 'Prices by number of adults, with that of one more',
    source: SOURCE,
    steps: [
      step(
        rates(
          { from: 1, to: 3 },
          `${bases(base(1, '90.00'), base(2, '100.50'))}<AdditionalGuestAmounts><AdditionalGuestAmount AgeQualifyingCode="10" Amount="25.00"/></AdditionalGuestAmounts>`,
        ),
        taken(RATES, {
          cells: [plan(3, { occupancy_amounts: { 1: '90.00', 2: '100.50', extra: '25.00' } })],
        }),
      ),
    ],
  },
  {
    id: 'rate-other-nights',
    title: 'A new price leaves the nights around it',
    source: `${SOURCE}: deltas`,
    steps: [
      step(rates({ from: 1, to: 5 }, bases(base(2, '100.00'))), taken(RATES)),
      step(
        rates({ from: 3, to: 3 }, bases(base(2, '140.00'))),
        taken(RATES, {
          cells: [
            plan(2, { occupancy_amounts: { 2: '100.00' } }),
            plan(3, { occupancy_amounts: { 2: '140.00' } }),
            plan(4, { occupancy_amounts: { 2: '100.00' } }),
          ],
        }),
      ),
    ],
  },
  {
    id: 'rate-currency',
    title: 'Another currency is refused, never converted',
    source: `${SOURCE}: CurrencyCode`,
    steps: [step(rates({ from: 1, to: 1 }, bases(base(2, '100.00')), 'USD'), refused(61))],
  },
  {
    id: 'rate-unknown-plan',
    title: 'An unknown rate plan is refused by name',
    source: 'OpenTravel code list ERR 249',
    steps: [
      step(
        rates({ from: 1, to: 1, rate: 'NOPE' }, bases(base(2, '100.00'))),
        refused(249, { contains: ['NOPE'] }),
      ),
    ],
  },
];
