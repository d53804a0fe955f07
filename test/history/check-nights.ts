import { unitsOf, type Step } from './booking-states.js';
import type { Dumps } from './dumps.js';
import {
  groupBy,
  isOf,
  mayHaveActed,
  sum,
  type Operation,
  type Violation,
  type ViolationKind,
} from './history.js';
import type { HistoryIndex } from './history-index.js';
import { nightEvents, type NightEvent } from './night-events.js';

/**
 * Replays every night in the order of its versions and asks of each change whether the operation that made it was
 * allowed to: nothing sold that was not there, no push that forgets a booking its PMS cannot have counted, no effect
 * before its cause, each unit back once. Acknowledgements change no version, so where one runs beside a push both
 * orders are allowed.
 */
export function checkNights(index: HistoryIndex, dumps: Dumps): Violation[] {
  return [...nightEvents(dumps)].flatMap(([night, events]) => replayNight(night, { events, index }));
}

interface Replay {
  readonly index: HistoryIndex;
  readonly night: string;
  readonly violations: Violation[];
  /** Steps of bookings that no event of the night has shown yet, by request. */
  readonly steps: Map<string, Step[]>;
  /** Units of each booking that the night certainly keeps for it: what the booking is by its last event that shows. */
  readonly held: Map<string, number>;
  /** The most that it may keep: with what waits for the PMS's word. */
  readonly most: Map<string, number>;
  /** What an acknowledgement of several revisions may still give back: each of them has an event of its own. */
  readonly returning: Map<Operation, number>;
  available: number;
}

function replayNight(
  night: string,
  { events, index }: { events: readonly NightEvent[]; index: HistoryIndex },
): Violation[] {
  const steps = groupBy(index.states.steps(night), ({ after }) => after.request_id ?? '');
  const replay: Replay = {
    index,
    night,
    violations: [],
    steps,
    held: new Map(),
    most: new Map(),
    returning: new Map(),
    available: 0,
  };
  let started = -Infinity;
  for (const event of [...events].sort((a, b) => a.version - b.version)) {
    const operation = index.operation(event.request_id);
    if (operation !== undefined && operation.answer.kind !== 'pending') {
      if (operation.returned < started)
        report(replay, 'real_time_order', event, `${operation.id} had ended before`);
      started = Math.max(started, operation.invoked);
    }
    judgeChange(replay, event, operation);
    replay.available = event.available_rooms;
  }
  return [...replay.violations, ...checkLeftOver(replay)];
}

function report(replay: Replay, kind: ViolationKind, event: NightEvent, detail: string): void {
  const change = `${replay.available} -> ${event.available_rooms}`;
  replay.violations.push({ kind, detail: `${replay.night} version ${event.version}, ${change}: ${detail}` });
}

function judgeChange(replay: Replay, event: NightEvent, operation: Operation | undefined): void {
  const step = replay.steps.get(event.request_id ?? '')?.shift();
  if (step !== undefined) return judgeStep(replay, event, { step, operation });
  if (isOf(operation, 'push') && mayHaveActed(operation)) return judgePush(replay, event, operation);
  if (isOf(operation, 'decide') && mayHaveActed(operation)) return judgeReturn(replay, event, operation);
  report(replay, 'unexplained_change', event, `by ${operation?.id ?? 'nobody'}`);
}

/** What the system may do by itself, or in whoever's request comes by: a hold fails, a payment that landed confirms. */
const OWN_WORK: ReadonlySet<string> = new Set(['BookingFailed', 'BookingConfirmed']);

function judgeStep(
  replay: Replay,
  event: NightEvent,
  { step, operation }: { step: Step; operation: Operation | undefined },
): void {
  const { after, before, delta } = step;
  const booking = after.booking_id;
  const own = before !== undefined && OWN_WORK.has(after.type);
  if (!own && (operation === undefined || !mayHaveActed(operation)))
    report(replay, 'unexplained_change', event, `${after.type} ${booking} by ${operation?.id ?? 'nobody'}`);
  const gain = event.available_rooms - replay.available;
  const what = `${after.type} of booking ${booking}, ${delta} units`;
  const kept = delta > 0 ? waitingUnits(replay, step) : 0;
  if (delta < 0) {
    // Less where the night is oversold, or the PMS has to say so first.
    if (gain < 0 || gain > -delta) report(replay, 'unexplained_change', event, what);
  } else if (replay.index.isOversold(booking)) {
    if (gain > 0 || gain < -delta) report(replay, 'unexplained_change', event, what);
  } else if (delta - kept > replay.available) report(replay, 'oversell', event, what);
  // What it gave up and the PMS has not heard of yet, it just keeps.
  else if (gain < -delta || gain > kept - delta) report(replay, 'unexplained_change', event, what);
  replay.held.set(booking, unitsOf(after, replay.night));
  const most = replay.most.get(booking) ?? 0;
  replay.most.set(booking, Math.max(0, most + (delta > 0 ? delta : -Math.max(0, gain))));
}

/** Units that a booking has given up without a sign on the night so far. */
function waitingUnits({ index, night, most }: Replay, { after, before }: Step): number {
  if (!index.wasInFeed(after.booking_id)) return 0;
  return Math.max(0, (most.get(after.booking_id) ?? 0) - unitsOf(before, night));
}

/** An acknowledgement gives back what the acknowledged state no longer has, or nothing where a push already did. */
function judgeReturn(replay: Replay, event: NightEvent, operation: Operation): void {
  const { index, night, held, most } = replay;
  const verdicts = index.acknowledgedBy(operation);
  const units = verdicts.map(({ booking_id, revision }) =>
    Math.max(0, (most.get(booking_id) ?? 0) - unitsOf(index.states.at(booking_id, revision), night)),
  );
  const gain = event.available_rooms - replay.available;
  const left = replay.returning.get(operation) ?? sum(units);
  if (gain < 0 || gain > left) report(replay, 'unexplained_change', event, `${operation.id} frees ${left}`);
  replay.returning.set(operation, left - Math.max(0, gain));
  for (const { booking_id, revision } of verdicts) {
    const later = index.states.of(booking_id).filter((state) => state.revision >= revision);
    const units = later.map((state) => unitsOf(state, night));
    held.set(booking_id, Math.min(...units, held.get(booking_id) ?? 0));
    most.set(booking_id, Math.max(0, ...units));
  }
}

type Push = Operation & { readonly request: { readonly available: number; readonly sent_at: number | null } };

function judgePush(replay: Replay, event: NightEvent, push: Push): void {
  const { available, sent_at } = push.request;
  const { index, night, held } = replay;
  // Whatever was acknowledged later than this the PMS cannot have counted.
  const before = sent_at ?? push.returned;
  const uncounted = [...held].map(([id, units]) =>
    Math.max(0, units - index.countedUnits(id, { night, before })),
  );
  const most = Math.max(0, available - sum(uncounted));
  // With its own time a push may also be lowered by bookings that came and went since: then there is no lower bound.
  const least = sent_at === null ? Math.max(0, available - sum(replay.most.values())) : 0;
  if (event.available_rooms > most) report(replay, 'oversell', event, `${push.id} leaves ${most}`);
  if (event.available_rooms < least)
    report(replay, 'unexplained_change', event, `${push.id} leaves ${least}`);
}

/** What no event of the night has shown: only what a PMS must be told first, or a night that was sold out anyway. */
function checkLeftOver({ index, night, steps }: Replay): Violation[] {
  return [...steps.values()].flat().flatMap(({ after, delta }): Violation[] => {
    const booking = after.booking_id;
    if (index.isOversold(booking)) return [];
    const detail = `${night}: ${after.type} of booking ${booking}, ${delta} units`;
    if (!index.wasInFeed(booking))
      return [{ kind: delta > 0 ? 'event_missing' : 'unit_not_returned', detail }];
    // It may take up again what it gave up before the PMS heard of that.
    const before = index.states.of(booking).filter((state) => state.revision < after.revision);
    const once = Math.max(0, ...before.map((state) => unitsOf(state, night)));
    return delta > 0 && unitsOf(after, night) > once ? [{ kind: 'event_missing', detail }] : [];
  });
}
