import type { AriMessage } from '../../core/model/ari.js';
import type { MessageFault } from '../../core/model/connector.js';
import { addDays, daysBetween } from '../../core/model/local-date.js';
import type { CalendarCell } from '../../connectors/shared/calendar.js';
import { wholeFrom, type Random } from '../load/random.js';
import { fieldsOf, type CellCodes, type CellField } from './calendar-fields.js';
import type { FaultDice } from './fault-settings.js';
import type { SilentFault } from './request-log.js';
import type { SandboxCalendar } from './sandbox-calendar.js';

interface Receiver {
  readonly calendar: SandboxCalendar;
  readonly dice: FaultDice;
}

/** Nights that are looked at before a fault that would change nothing is given up. */
const TRIES = 20;

/** Stores a message as its contract means it, but for what a silent fault keeps out. @returns these faults */
export function receiveAri({ calendar, dice }: Receiver, hotel: string, ari: AriMessage): SilentFault[] {
  const drops = dice.strikes('silent_drop') ? pickNights(ari, dice.random) : [];
  const miscounts = dice.strikes('wrong_count') ? pickNights(ari, dice.random) : [];
  const before = drops.map((codes) => calendar.cell(hotel, codes));
  calendar.apply(hotel, ari);
  return [
    ...firstOf(before, (cell) => forgetValue({ calendar, dice }, hotel, cell)),
    ...firstOf(miscounts, (codes) => miscount(calendar, hotel, codes)),
  ];
}

function firstOf<T>(items: readonly T[], tryOn: (item: T) => SilentFault | null): SilentFault[] {
  for (const item of items) {
    const fault = tryOn(item);
    if (fault !== null) return [fault];
  }
  return [];
}

/** Nights that the message is about, at random; a count is the room's. */
function pickNights({ updates }: AriMessage, random: Random): CellCodes[] {
  if (updates.length === 0) return [];
  return Array.from({ length: TRIES }).flatMap((): CellCodes[] => {
    const update = updates[wholeFrom(random, 0, updates.length - 1)];
    if (update === undefined) return [];
    const { room_code, rate_code, from, to, available } = update;
    const date = addDays(from, wholeFrom(random, 0, Math.max(0, daysBetween(from, to))));
    return [{ room_code, rate_code: available === undefined ? rate_code : null, date }];
  });
}

/** Puts one value that the message has changed back to what it was. */
function forgetValue({ calendar, dice }: Receiver, hotel: string, before: CalendarCell): SilentFault | null {
  const { room_code, rate_code, date } = before;
  const now = calendar.cell(hotel, before);
  const changed = fieldsOf(now).filter(
    (field) => JSON.stringify(now[field]) !== JSON.stringify(before[field]),
  );
  const field = changed[wholeFrom(dice.random, 0, Math.max(0, changed.length - 1))];
  if (field === undefined) return null;
  calendar.put(hotel, [{ room_code, rate_code, date, [field]: before[field] ?? null }]);
  return { fault: 'silent_drop', hotel_code: hotel, room_code, rate_code, date, field };
}

function miscount(calendar: SandboxCalendar, hotel: string, codes: CellCodes): SilentFault | null {
  const { available } = calendar.cell(hotel, codes);
  if (available === undefined) return null;
  const { room_code, rate_code, date } = codes;
  const field: CellField = 'available';
  calendar.put(hotel, [{ room_code, rate_code, date, available: available + 1 }]);
  return { fault: 'wrong_count', hotel_code: hotel, room_code, rate_code, date, field };
}

/** A message without one of its instructions, and the fault that tells the sender so. */
export function leaveOneOut(
  ari: AriMessage,
  random: Random,
): { readonly ari: AriMessage; readonly fault: MessageFault } | null {
  const index = wholeFrom(random, 0, ari.updates.length - 1);
  const left = ari.updates[index];
  if (left === undefined) return null;
  const { room_code, rate_code, from, to, at, line, record_id } = left;
  const message = `Not applied: room ${room_code ?? '(every)'}${rate_code === null ? '' : `, rate plan ${rate_code}`}, ${from} to ${to}`;
  const text = 'was not applied';
  const item = { room_type_id: room_code, rate_plan_id: rate_code, date_from: from, date_to: to };
  const fault: MessageFault = {
    pointer: at,
    code: 'VALIDATION',
    message,
    ota: { type: 3, code: 450 },
    echo: { item, field: null, text },
    ...(line === undefined ? {} : { line }),
    ...(record_id === undefined ? {} : { record_id }),
  };
  return { ari: { ...ari, updates: ari.updates.filter((_, each) => each !== index) }, fault };
}
