import type { Catalogue } from '../hotels/catalogue.js';
import type { Id } from '../model/ids.js';
import { UNMAPPED } from './net-lots.js';

/** Room and rate plan of a line of a booking. */
interface Codes {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  /** As the channel sent them, where nobody has mapped them. */
  readonly sent_room_code?: string;
  readonly sent_rate_code?: string;
}

/** The reader's code for the room of a line, or the code that its channel sent where nobody has mapped it. */
export function roomCodeOf(room: Codes, catalogue: Pick<Catalogue, 'roomCode'>): string {
  return room.room_id === UNMAPPED ? (room.sent_room_code ?? '') : catalogue.roomCode(room.room_id);
}

/** The same for its rate plan. */
export function rateCodeOf(room: Codes, catalogue: Pick<Catalogue, 'rateCode'>): string {
  return room.rate_plan_id === UNMAPPED ? (room.sent_rate_code ?? '') : catalogue.rateCode(room.rate_plan_id);
}

/** Which of the two codes of a line is the channel's own; undefined where both are mapped, as they nearly always are. */
export function unmappedOf({ room_id, rate_plan_id }: Codes): readonly ('room' | 'rate')[] | undefined {
  if (room_id !== UNMAPPED && rate_plan_id !== UNMAPPED) return undefined;
  return [
    ...(room_id === UNMAPPED ? (['room'] as const) : []),
    ...(rate_plan_id === UNMAPPED ? (['rate'] as const) : []),
  ];
}

/** The codes of a booking that nobody has mapped, each once, in its own order; empty text where the channel sent none. */
export function unmappedCodes(rooms: readonly Codes[]): { rooms: string[]; rates: string[] } {
  const codes = { rooms: new Set<string>(), rates: new Set<string>() };
  for (const room of rooms) {
    if (room.room_id === UNMAPPED) codes.rooms.add(room.sent_room_code ?? '');
    if (room.rate_plan_id === UNMAPPED) codes.rates.add(room.sent_rate_code ?? '');
  }
  return { rooms: [...codes.rooms], rates: [...codes.rates] };
}
