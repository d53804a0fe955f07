import type { Dumps } from './dumps.js';
import { groupBy, nightOf } from './history.js';

/** One change of one night, as its event tells it. */
export interface NightEvent {
  readonly room_id: string;
  readonly date: string;
  readonly available_rooms: number;
  readonly closed: boolean;
  readonly version: number;
  readonly request_id: string | null;
}

interface InventoryData {
  readonly room_id: string;
  readonly nights: readonly Omit<NightEvent, 'room_id' | 'request_id'>[];
}

/** The changes of every night, by room and date, each in the order in which consumers get them. */
export function nightEvents({ events }: Dumps): Map<string, NightEvent[]> {
  const changes = events
    .filter((event) => event.type === 'RoomInventoryUpdated')
    .flatMap(({ data, request_id }) => {
      const { room_id, nights } = data as InventoryData;
      return nights.map((night): NightEvent => ({ ...night, room_id, request_id }));
    });
  return groupBy(changes, nightOf);
}
