import type { Id } from '../model/ids.js';
import type { Mapping } from '../partners/mapping-rows.js';
import type { Partner } from '../partners/partner.js';
import type { HotelFields, RatePlanFields, RoomFields } from './stored-hotel.js';

export interface MappingPlan {
  readonly added: readonly Mapping[];
  readonly changes: readonly string[];
  /** Codes that could not be given because the partner uses them for something else: nothing is taken away from it. */
  readonly warnings: readonly string[];
}

export interface MappedParts {
  readonly hotel: HotelFields;
  readonly rooms: readonly RoomFields[];
  readonly ratePlans: readonly RatePlanFields[];
}

/**
 * Gives each partner our own codes for the hotel and these rooms and rate plans, wherever it has none yet. What it has
 * mapped already stays, whatever its code.
 */
export function planMappings(
  partners: readonly Partner[],
  parts: MappedParts,
  stored: readonly Mapping[],
): MappingPlan {
  const added: Mapping[] = [];
  const changes: string[] = [];
  const warnings: string[] = [];
  for (const partner of partners) {
    const theirs = stored.filter((mapping) => mapping.partner_id === partner.partner_id);
    const codes: Record<Mapping['kind'], string[]> = { hotel: [], room: [], rate: [] };
    for (const { kind, our_id, code } of thingsOf(parts)) {
      const sameKind = theirs.filter((mapping) => mapping.kind === kind);
      if (sameKind.some((mapping) => mapping.our_id === our_id)) continue;
      if (sameKind.some((mapping) => mapping.their_code === code)) {
        warnings.push(
          `${partner.code} uses "${code}" for another ${NOUNS[kind]}, so ${NOUNS[kind]} ${code} is not mapped for it; run bellhop mapping set`,
        );
        continue;
      }
      added.push({
        partner_id: partner.partner_id,
        kind,
        hotel_id: parts.hotel.hotel_id,
        our_id,
        their_code: code,
      });
      codes[kind].push(code);
    }
    for (const kind of ['hotel', 'room', 'rate'] as const) {
      if (codes[kind].length === 0) continue;
      const noun = codes[kind].length === 1 ? NOUNS[kind] : `${NOUNS[kind]}s`;
      changes.push(`${noun} ${codes[kind].join(', ')} mapped for ${partner.code}`);
    }
  }
  return { added, changes, warnings };
}

const NOUNS = { hotel: 'hotel', room: 'room', rate: 'rate plan' } as const satisfies Record<
  Mapping['kind'],
  string
>;

function thingsOf({
  hotel,
  rooms,
  ratePlans,
}: MappedParts): { kind: Mapping['kind']; our_id: Id; code: string }[] {
  return [
    { kind: 'hotel', our_id: hotel.hotel_id, code: hotel.code },
    ...rooms.map((room) => ({ kind: 'room' as const, our_id: room.room_id, code: room.code })),
    ...ratePlans.map((plan) => ({ kind: 'rate' as const, our_id: plan.rate_plan_id, code: plan.code })),
  ];
}
