import { isOf, nightOf, type Operation, type RequestOf, type Violation } from './history.js';
import type { HistoryIndex } from './history-index.js';
import type { Dumps } from './dumps.js';
import { nightEvents, type NightEvent } from './night-events.js';

type Push = Operation & { readonly request: RequestOf<'push'> };

/** The last word of a PMS stands, and what it said is all that there is: for sale, held, or sold. */
export function checkPushes(index: HistoryIndex, dumps: Dumps): Violation[] {
  const pushes = index.history.filter((operation): operation is Push => isOf(operation, 'push'));
  const events = nightEvents(dumps);
  return dumps.room_inventory.flatMap((row) => {
    const night = nightOf(row);
    const own = pushes.filter((push) => push.answer.kind !== 'refused' && names(push.request, night));
    return [
      ...checkLastWriter(index, { night, events: events.get(night) ?? [], pushes: own }),
      ...checkCapacity(index, { night, row, pushes: own }),
    ];
  });
}

function names(request: { room_id: string; from: string; to: string }, night: string): boolean {
  const first = nightOf({ room_id: request.room_id, date: request.from });
  const last = nightOf({ room_id: request.room_id, date: request.to });
  return first <= night && night <= last;
}

/** A push that came after the last one that shows must have found its own count there already. */
function checkLastWriter(
  index: HistoryIndex,
  { night, events, pushes }: { night: string; events: readonly NightEvent[]; pushes: readonly Push[] },
): Violation[] {
  const shown = [...events]
    .sort((a, b) => b.version - a.version)
    .map((event) => index.operation(event.request_id))
    .find((operation) => isOf(operation, 'push'));
  if (!isOf(shown, 'push')) return [];
  const moved = index.movedUnits(night);
  return pushes.flatMap((push): Violation[] => {
    const later = push.answer.kind === 'ok' && push.invoked > shown.returned;
    const overtaken = (push.request.sent_at ?? Infinity) < (shown.request.sent_at ?? -Infinity);
    if (!later || overtaken) return [];
    const difference = push.request.available - shown.request.available;
    if (difference >= -moved.acknowledged && difference <= moved.returned + moved.acknowledged) return [];
    const detail = `${night}: ${push.id} said ${push.request.available}, but ${shown.id} with ${shown.request.available} stands`;
    return [{ kind: 'lost_push', detail }];
  });
}

/** The PMS's own count is what one of its last pushes said, moved by acknowledgements alone. */
function checkCapacity(
  index: HistoryIndex,
  { night, row, pushes }: { night: string; row: Dumps['room_inventory'][number]; pushes: readonly Push[] },
): Violation[] {
  const last = pushes.filter(
    (push) => !pushes.some((other) => other.answer.kind === 'ok' && other.invoked > push.returned),
  );
  // A push with a time of its own may have come too late to count.
  if (last.length === 0 || pushes.some((push) => push.request.sent_at !== null)) return [];
  const said = last.map((push) => push.request.available);
  const moved = index.movedUnits(night);
  const [least, most] = [Math.min(...said) - moved.acknowledged, Math.max(...said) + moved.returned];
  if (row.pms_rooms >= least && row.pms_rooms <= most) return [];
  return [
    { kind: 'capacity', detail: `${night}: the PMS has ${row.pms_rooms}, by its word ${least} to ${most}` },
  ];
}
