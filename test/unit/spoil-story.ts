import { bookingEvent, D1, inventoryEvent, type Story } from './clean-story.js';

/** The item with this value, which a spoiled story then changes. */
export function find<T, K extends keyof T>(items: T[], field: K, value: T[K]): T {
  const item = items.find((candidate) => candidate[field] === value);
  if (item === undefined) throw new Error(`nothing has ${String(field)} ${String(value)}`);
  return item;
}

export function drop<T>(items: T[], gone: (item: T) => boolean): void {
  items.splice(0, items.length, ...items.filter((item) => !gone(item)));
}

/** The inventory of one night. */
export function night(story: Story, room_id: string, date: string) {
  const row = story.dumps.room_inventory.find((cell) => cell.room_id === room_id && cell.date === date);
  if (row === undefined) throw new Error(`no night ${room_id} ${date}`);
  return row;
}

export function setNight(
  story: Story,
  outboxId: string,
  change: { available_rooms?: number; version?: number },
): void {
  const { nights } = find(story.dumps.events, 'outbox_id', outboxId).data as {
    nights: [Record<string, unknown>];
  };
  Object.assign(nights[0], change);
}

/** A second row that an operation left behind: booking, room, night and events, all consistent with each other. */
export function addBooking(story: Story, id: string, made: { by: string; reference?: string }): void {
  const { dumps } = story;
  dumps.bookings.push({
    ...find(dumps.bookings, 'booking_id', '104'),
    booking_id: id,
    partner_reference: made.reference ?? null,
  });
  dumps.booking_rooms.push({
    booking_room_id: `r${id}`,
    booking_id: id,
    room_id: '1',
    quantity: 1,
    dropped_revision: null,
  });
  dumps.booking_room_nights.push({
    booking_room_id: `r${id}`,
    booking_id: id,
    room_id: '1',
    date: D1,
    quantity: 1,
    acked: 0,
    revision: 1,
    dropped_revision: null,
    returned: 0,
  });
  dumps.events.push(
    bookingEvent('20', made.by, { type: 'BookingConfirmed', id }),
    inventoryEvent('21', made.by, [[D1, 2, 8]]),
  );
  Object.assign(night(story, '1', D1), { available_rooms: 2, unacked_rooms: 2, version: 8 });
}
