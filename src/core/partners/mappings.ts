import { removeMapping, type MappingToRemove } from './remove-mapping.js';
import { listMappings, type MappingView } from './list-mappings.js';
import { setMapping, type MappingDeps, type MappingInput } from './set-mapping.js';
import { verifyMappings, type MappingReport } from './verify-mappings.js';

export interface Mappings {
  /**
   * A partner's mappings, of one hotel (our code) or of all: hotel first, then rooms, then rates.
   * @throws AppError PARTNER_NOT_FOUND, HOTEL_NOT_FOUND
   */
  list(query: { partner_code: string; hotel_code?: string | undefined }): Promise<MappingView[]>;
  /**
   * Says which code a partner uses for a hotel, room or rate plan of ours; replaces what it used before. Raises the
   * hotel's version, which is what makes every process read the hotel anew, and announces it. `changed` false: it was so already.
   * @throws AppError VALIDATION, PARTNER_NOT_FOUND, HOTEL_NOT_FOUND, ROOM_NOT_FOUND, RATE_NOT_FOUND; CONFLICT naming
   * what the code means already.
   */
  set(input: MappingInput): Promise<{ changed: boolean; mapping: MappingView }>;
  /**
   * The partner uses no code for it any more: a channel is told that it is closed, under its old code, and then nothing.
   * @returns how many mappings there were
   * @throws AppError PARTNER_NOT_FOUND, HOTEL_NOT_FOUND, ROOM_NOT_FOUND, RATE_NOT_FOUND; CONFLICT for a hotel's own PMS
   */
  remove(mapping: MappingToRemove): Promise<{ removed: number }>;
  /**
   * What a partner cannot reach of a hotel, and what it has mapped that is gone.
   * @throws AppError PARTNER_NOT_FOUND, HOTEL_NOT_FOUND
   */
  verify(query: { partner_code: string; hotel_code: string }): Promise<MappingReport>;
}

/** The partners' own codes for our hotels, rooms and rate plans. */
export function createMappings(deps: MappingDeps): Mappings {
  return {
    list: (query) => listMappings(deps.database, query),
    set: (input) => setMapping(deps, input),
    remove: (mapping) => removeMapping(deps, mapping),
    verify: (query) => verifyMappings(deps.database, query),
  };
}
