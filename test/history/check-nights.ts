import {
  nightOf,
  isOf,
  sum,
  type Dumps,
  type Operation,
  type Violation,
  type ViolationKind,
} from './history.js';
import { HistoryIndex } from './history-index.js';
import { nightEvents, type NightEvent } from './night-events.js';

/**
 * Replays every night in the order of its versions and asks of each change whether the operation that made it was
 * allowed to: nothing sold that was not there, no push that forgets a booking its PMS cannot have counted, no effect
 * before its cause, no push without effect. Acknowledgements change no version, so where one runs beside a push both
 * orders are allowed.
 */
export function checkNights(history: readonly Operation[], dumps: Dumps): Violation[] {
  const index = new HistoryIndex(history, dumps);
  return [...nightEvents(dumps)].flatMap(([night, events]) => [
    ...replayNight(night, { events, index }),
    ...checkLastWriter(night, { history, events, index }),
  ]);
}

interface Replay {
  readonly index: HistoryIndex;
  readonly night: string;
  readonly violations: Violation[];
  /** Units of bookings made so far and not taken back unseen by the PMS: booking id to units. */
  readonly held: Map<string, number>;
  available: number;
}

function replayNight(
  night: string,
  { events, index }: { events: readonly NightEvent[]; index: HistoryIndex },
): Violation[] {
  const replay: Replay = { index, night, violations: [], held: new Map(), available: 0 };
  let started = -Infinity;
  for (const event of [...events].sort((a, b) => a.version - b.version)) {
    const operation = index.operation(event.request_id);
    if (operation === undefined || operation.answer.kind === 'refused') {
      report(replay, 'unexplained_change', event, `by ${operation?.id ?? 'nobody'}`);
    } else {
      if (operation.returned < started)
        report(replay, 'real_time_order', event, `${operation.id} had ended before`);
      started = Math.max(started, operation.invoked);
      judgeChange(replay, event, operation);
    }
    replay.available = event.available_rooms;
  }
  return replay.violations;
}

function report(replay: Replay, kind: ViolationKind, event: NightEvent, detail: string): void {
  const change = `${replay.available} -> ${event.available_rooms}`;
  replay.violations.push({ kind, detail: `${replay.night} version ${event.version}, ${change}: ${detail}` });
}

function judgeChange(replay: Replay, event: NightEvent, operation: Operation): void {
  if (isOf(operation, 'push')) return judgePush(replay, event, operation);
  if (isOf(operation, 'book')) return judgeBooking(replay, event, operation);
  const returned = isOf(operation, 'cancel')
    ? [operation.request.booking_id]
    : replay.index.returnedBy(operation);
  const units = sum(returned.map((id) => replay.index.units(id, replay.night)));
  const gain = event.available_rooms - replay.available;
  if (gain < 0 || gain > units) report(replay, 'unexplained_change', event, `${operation.id} frees ${units}`);
  // The rooms of a cancellation that the PMS has acknowledged are the PMS's to count again.
  for (const id of returned) replay.held.delete(id);
}

function judgeBooking(replay: Replay, event: NightEvent, operation: Operation): void {
  const booking = replay.index.madeBy(operation);
  const units = replay.index.units(booking, replay.night);
  replay.held.set(booking, units);
  if (units > replay.available) report(replay, 'oversell', event, `${operation.id} took ${units}`);
  else if (units === 0 || event.available_rooms !== replay.available - units) {
    report(replay, 'unexplained_change', event, `${operation.id} took ${units}`);
  }
}

type Push = Operation & { readonly request: { readonly available: number; readonly sent_at: number | null } };

function judgePush(replay: Replay, event: NightEvent, push: Push): void {
  const { available, sent_at } = push.request;
  // Whatever was acknowledged later than this the PMS cannot have counted.
  const counted = sent_at ?? push.returned;
  const uncounted = [...replay.held].filter(
    ([id]) => !replay.index.verdicts(id).some((verdict) => verdict.operation.invoked < counted),
  );
  const most = Math.max(0, available - sum(uncounted.map(([, units]) => units)));
  // With its own time a push may also be lowered by bookings that came and went since: then there is no lower bound.
  const least = sent_at === null ? Math.max(0, available - sum(replay.held.values())) : 0;
  if (event.available_rooms > most) report(replay, 'oversell', event, `${push.id} leaves ${most}`);
  if (event.available_rooms < least)
    report(replay, 'unexplained_change', event, `${push.id} leaves ${least}`);
}

/** A push that came after the last one that shows must have found its own count there already. */
function checkLastWriter(
  night: string,
  {
    history,
    events,
    index,
  }: { history: readonly Operation[]; events: readonly NightEvent[]; index: HistoryIndex },
): Violation[] {
  const pushes = history
    .filter((operation) => isOf(operation, 'push'))
    .filter((push) => names(push.request, night));
  const shown = [...events]
    .sort((a, b) => b.version - a.version)
    .map((event) => index.operation(event.request_id))
    .find((operation) => isOf(operation, 'push'));
  if (!isOf(shown, 'push')) return [];
  const moved = movedUnits(index, { history, night });
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

function names(request: { room_id: string; from: string; to: string }, night: string): boolean {
  const first = nightOf({ room_id: request.room_id, date: request.from });
  const last = nightOf({ room_id: request.room_id, date: request.to });
  return first <= night && night <= last;
}

/** How far the PMS's own count may have moved by acknowledgements since a push. */
function movedUnits(
  index: HistoryIndex,
  { history, night }: { history: readonly Operation[]; night: string },
): { acknowledged: number; returned: number } {
  let acknowledged = 0;
  let returned = 0;
  for (const operation of history.filter((candidate) => isOf(candidate, 'book'))) {
    const booking = index.madeBy(operation);
    const units = index.units(booking, night);
    const actions = new Set(index.verdicts(booking).map((verdict) => verdict.action));
    if (actions.has('new')) acknowledged += units;
    if (actions.has('cancel')) returned += units;
  }
  return { acknowledged, returned };
}
