import type { PushCase, PushExpectation, PushStep } from '../../core/model/push-certification.js';

const REFERENCE = '{run}';

/**
 * Reservations that are fetched and acknowledged, each case with a number of its own.
 * @param serial every state of a reservation comes by itself, the next when the one before is acknowledged
 */
export function pullCasesOf(source: string, { serial = false } = {}): PushCase[] {
  const step = (
    action: 'new' | 'modify' | 'cancel',
    number: number,
    more: Partial<PushStep['booking']> = {},
  ) => ({
    action,
    reference: `${REFERENCE}${number}`,
    ...more,
  });
  const done = (status: string, from: number, to: number): PushExpectation => ({
    booking: { delivery: 'acknowledged', status, from, to },
  });
  const made = { from: 40, to: 42 };
  return [
    {
      ...{
        id: 'book-modify-cancel',
        title: 'New, changed and cancelled, each acknowledged after it is booked',
        source,
      },
      steps: [
        { booking: step('new', 1, made), expect: done('CONFIRMED', 40, 42) },
        { booking: step('modify', 1, { from: 41, to: 44 }), expect: done('CONFIRMED', 41, 44) },
        { booking: step('cancel', 1), expect: done('CANCELLED', 41, 44) },
      ],
    },
    {
      ...{ id: 'changed-before', title: 'Changed before it was fetched: one booking, as it is now', source },
      steps: [
        // Whoever asks every half minute may have fetched it meanwhile; it is one booking either way.
        { booking: step('new', 2, { ...made, waits: true }), expect: {} },
        {
          booking: step('modify', 2, { from: 41, to: 42, ...(serial ? { fetches: 2 } : {}) }),
          expect: done('CONFIRMED', 41, 42),
        },
        { booking: step('cancel', 2), expect: done('CANCELLED', 41, 42) },
      ],
    },
    {
      ...{
        id: 'lost-reservation',
        title: 'The answer lost on its way: it comes again, and is one booking',
        source,
      },
      steps: [
        { booking: step('new', 3, made), channel: 'drops_answer', expect: done('CONFIRMED', 40, 42) },
        { booking: step('cancel', 3), expect: done('CANCELLED', 40, 42) },
      ],
    },
  ];
}
