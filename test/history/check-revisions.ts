import type { BookingDump, Dumps, RevisionDump } from './dumps.js';
import { groupBy, sameStay, type Told, type Violation } from './history.js';
import type { HistoryIndex } from './history-index.js';

/** What a PMS was told: of nothing that is only held, in order, each revision as it was, and one at most still to come. */
export function checkRevisions(index: HistoryIndex, dumps: Dumps): Violation[] {
  const rows = groupBy(dumps.reservation_revisions, (row) => row.booking_id);
  return [
    ...dumps.bookings.flatMap((booking) =>
      judgeRows(
        booking,
        (rows.get(booking.booking_id) ?? []).toSorted((a, b) => a.revision - b.revision),
      ),
    ),
    ...checkTold(index, dumps),
  ];
}

const WAITING: ReadonlySet<string> = new Set(['PENDING', 'HANDED_OUT', 'FAILED']);

function judgeRows(booking: BookingDump, rows: readonly RevisionDump[]): Violation[] {
  const shown = rows.map((row) => `${row.action} ${row.revision} ${row.state}`).join(', ');
  const detail = `booking ${booking.booking_id}, ${booking.status} ${booking.revision}: ${shown}`;
  const violations: Violation[] = [];
  if (rows.filter((row) => row.state === 'PENDING').length > 1)
    violations.push({ kind: 'revisions_pending', detail });
  const told = rows.filter((row) => row.state !== 'WITHDRAWN');
  if (told.length === 0) return violations;
  if (booking.status === 'PENDING' || booking.status === 'FAILED')
    return [...violations, { kind: 'hold_told', detail }];
  return isInOrder(booking, told) ? violations : [...violations, { kind: 'revision_order', detail }];
}

function isInOrder(booking: BookingDump, told: readonly RevisionDump[]): boolean {
  const accepted = Math.max(
    0,
    ...told.filter((row) => row.state === 'ACKNOWLEDGED').map((row) => row.revision),
  );
  const last = told.at(-1);
  return (
    new Set(told.map((row) => row.revision)).size === told.length &&
    told.every((row, place) => (row.action === 'new') === (place === 0)) &&
    told.every((row) => (row.action === 'cancel') === (row === last && booking.status === 'CANCELLED')) &&
    last?.revision === booking.revision &&
    // What is not yet handed out comes behind all that is, and nothing waits behind a later word.
    told.every((row) => row.state !== 'PENDING' || row === last) &&
    told.every((row) => !WAITING.has(row.state) || row.revision > accepted)
  );
}

function checkTold({ history, states }: HistoryIndex, dumps: Dumps): Violation[] {
  const rows = new Map(dumps.reservation_revisions.map((row) => [row.revision_id, row]));
  return history.flatMap(({ id, answer }): Violation[] => {
    if (answer.kind !== 'ok' || answer.told === undefined) return [];
    const wrong = answer.told.filter((told) => !isAsItWas(told));
    const byBooking = groupBy(answer.told, (told) => told.booking_id);
    const disordered = [...byBooking.values()].filter((own) =>
      own.some((told, place) => told.revision <= (own[place - 1]?.revision ?? 0)),
    );
    return [
      ...wrong.map((told): Violation => ({
        kind: 'told_wrong',
        detail: `${id} told ${told.action} ${told.revision} of booking ${told.booking_id}`,
      })),
      ...disordered.map(([first]): Violation => ({
        kind: 'revision_order',
        detail: `${id} told booking ${first?.booking_id ?? ''} out of order`,
      })),
    ];
  });

  function isAsItWas(told: Told): boolean {
    const row = rows.get(told.revision_id);
    const state = states.at(told.booking_id, told.revision);
    if (row === undefined || state === undefined) return false;
    const ended = told.action === 'cancel';
    return (
      row.booking_id === told.booking_id &&
      row.state !== 'PENDING' &&
      row.state !== 'WITHDRAWN' &&
      ended === (state.status === 'CANCELLED') &&
      sameStay(told, state)
    );
  }
}
