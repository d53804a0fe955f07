import type { ReservationRoom, ReservationRoomDetail } from '../../core/model/reservation.js';

/** A line of a reservation of whose rooms the channel said the same. */
export interface DescribedRoom extends ReservationRoom {
  readonly detail: ReservationRoomDetail | null;
}

/** A line as contracts need it that say guests, extras and taxes of each room: the rooms that have some of their own one by one. */
export function describedRooms(room: ReservationRoom): DescribedRoom[] {
  const described = (room.details ?? []).slice(0, room.quantity);
  const rest = room.quantity - described.length;
  return [
    ...described.map((detail) => ({ ...room, quantity: 1, detail })),
    ...(rest > 0 || described.length === 0 ? [{ ...room, quantity: rest, detail: null }] : []),
  ];
}

/** Each room by itself. */
export function singleRooms(room: ReservationRoom): DescribedRoom[] {
  return describedRooms(room).flatMap((described) =>
    Array.from({ length: described.quantity }, () => ({ ...described, quantity: 1 })),
  );
}

/** How many of the guests are children and infants; adults are the line's. */
export function youngGuestsOf({ detail }: DescribedRoom): {
  children: number;
  infants: number;
  ages: number[];
} {
  let children = 0;
  let infants = 0;
  const ages: number[] = [];
  for (const { age_band, count, age } of detail?.guests ?? []) {
    if (age_band === 'infant') infants += count;
    if (age_band === 'child') children += count;
    if (age_band === 'child' && age !== null) ages.push(...Array.from({ length: count }, () => age));
  }
  return { children, infants, ages };
}
