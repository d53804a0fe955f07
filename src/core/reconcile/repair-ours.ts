import type { ApplyAri } from '../ari/apply-ari-update.js';
import {
  NUMBER_RESTRICTIONS,
  BOOLEAN_RESTRICTIONS,
  type AriUpdate,
  type Restrictions,
} from '../model/ari.js';
import type { PushCell } from '../model/channel-codec.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';
import { ROOM_ITSELF } from '../delivery/lanes.js';
import { differenceKey, type Difference } from './difference.js';
import type { RunResult } from './run-reconcile.js';

interface Deps {
  readonly database: Database;
  readonly applyAri: ApplyAri;
}

/**
 * Applies once more what accepted messages of a PMS have said and is not stored; nothing else is known of what the PMS has. Nights that
 * it does not mend are marked, so that the PMS is asked for a full set where its contract can be asked (law 3).
 */
export async function repairOurs(
  { database, applyAri }: Deps,
  partner: Partner,
  { run, dryRun }: { readonly run: RunResult; readonly dryRun: boolean },
): Promise<PushCell[]> {
  const cells = run.differences.flatMap(toCell);
  if (dryRun || cells.length === 0) return cells;
  const [first] = run.differences;
  const hotel_code = first?.hotel_code ?? run.hotel;
  const message = { hotel_code, complete_set: false, rate_absent: 'room' as const, sent_at: null };
  await applyAri(partner, { ...message, updates: cells.map(toUpdate) }, { requestId: null, confirmed: true });
  const nights = new Map(
    run.differences
      .filter(({ rate_plan_id, field }) => rate_plan_id === ROOM_ITSELF && field === 'available')
      .map((one) => [differenceKey(one), one]),
  );
  for (const { room_id, date } of nights.values())
    await database.run(
      'UPDATE room_inventory SET resend_wanted = 1 WHERE room_id = ? AND date = ? AND unacked_rooms > 0',
      [room_id, date],
    );
  return cells;
}

/** One field of one night, as the PMS said it. */
function toCell({ field, their_cell: said, room_code, rate_code, date }: Difference): PushCell[] {
  const value = said?.[field];
  return value === undefined ? [] : [{ room_code, rate_code, date, [field]: value }];
}

function toUpdate(
  { room_code, rate_code, date, available, amounts = [], ...rest }: PushCell,
  at: number,
): AriUpdate {
  const set: Restrictions = {};
  for (const field of [...BOOLEAN_RESTRICTIONS, ...NUMBER_RESTRICTIONS])
    if (rest[field] !== undefined) Object.assign(set, { [field]: rest[field] });
  return {
    ...{ room_code, rate_code, unit_code: null, from: date, to: date, days: null, set, amounts },
    ...(available === undefined ? {} : { available }),
    at: `/updates/${at}`,
  };
}
