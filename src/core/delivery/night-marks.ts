import type { BusEvent } from '../events/event-bus.js';
import { toRanges, type LocalDate } from '../model/local-date.js';
import { ROOM_ITSELF, type Mark } from './lanes.js';

type Counted = Extract<BusEvent, { type: 'RoomInventoryUpdated' }>['data'];

/** Neighbouring nights are one mark. */
export function toMarks(
  nights: readonly { readonly date: LocalDate }[],
  about: Omit<Mark, 'from' | 'to'>,
): Mark[] {
  const dates = [...new Set(nights.map(({ date }) => date))].sort();
  return toRanges(dates).map((range) => ({ ...about, ...range }));
}

/** Of nights whose count changed: those that are gone overtake the others. */
export function countMarks({ room_id, nights }: Pick<Counted, 'room_id' | 'nights'>): Mark[] {
  const room = { room_id, rate_plan_id: ROOM_ITSELF };
  const gone = (night: Counted['nights'][number]) => night.available_rooms === 0 || night.closed;
  return [
    ...toMarks(nights.filter(gone), { ...room, urgent: true }),
    ...toMarks(
      nights.filter((night) => !gone(night)),
      { ...room, urgent: false },
    ),
  ];
}
