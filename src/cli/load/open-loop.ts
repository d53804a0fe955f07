/** When a request was due, in milliseconds from the start of the run. */
interface Due {
  readonly index: number;
  readonly intendedMs: number;
}

/** What the engine tells of each request. */
export interface LoopObserver<Outcome> {
  /** @param due.lagMs how late this process was with it; `followUp`: it comes after an answer, and is no arrival */
  started(due: Due & { readonly lagMs: number; readonly followUp: boolean }): void;
  /** The bound on requests in flight was reached when it was due: it was not sent. */
  dropped(due: Due): void;
  /** @param answer.latencyMs from the moment it was due to the end of its answer */
  finished(answer: Due & { readonly latencyMs: number; readonly outcome: Outcome }): void;
}

/** What somebody sends who has got an answer, after having thought about it. */
export interface FollowUp<Outcome> {
  readonly pauseMs: number;
  readonly send: () => Promise<Outcome>;
}

export interface OpenLoop<Outcome> {
  /** When each request is due, in milliseconds from the start, ascending. */
  readonly starts: Float64Array;
  /** Resolves when the answer has come whole; what goes wrong is an outcome too. A rejection ends the run. */
  readonly send: (index: number) => Promise<Outcome>;
  /** What follows from an answer; null: nothing more. Absent: nothing ever does. */
  readonly next?: (outcome: Outcome) => FollowUp<Outcome> | null;
  /** Of requests without an answer: an arrival above it is dropped; whoever has come already goes on. */
  readonly maxInFlight: number;
  readonly observer: LoopObserver<Outcome>;
  /** Ends the run early: nothing more is started, what is under way is waited for. */
  readonly signal: AbortSignal;
}

/** So that the first requests do not wait for what starting itself takes. */
const LEAD_MS = 50;
/** Timers fire up to a millisecond late; the rest of the wait is spent in turns of the event loop. */
const TIMER_SLACK_MS = 1.5;
/** In pieces, so that an interrupted run ends soon. */
const LONGEST_SLEEP_MS = 250;
/** Starts that are due together take turns with the answers, which would otherwise be read late. */
const STARTS_A_TURN = 8;

/**
 * Starts each request when it is due, whether the earlier ones were answered or not, and measures from that moment:
 * a gateway that stalls delays the answers of all who come meanwhile, and a client that waited for it would not
 * notice ("coordinated omission"). Arrivals wait for nobody; what one of them sends later is due a pause after its own
 * last answer (a partly open system).
 */
export async function runOpenLoop<Outcome>(loop: OpenLoop<Outcome>): Promise<void> {
  const { starts, maxInFlight, observer, signal } = loop;
  const zero = performance.now() + LEAD_MS;
  const clock = () => performance.now() - zero;
  const underWay = new Set<Promise<void>>();
  let inFlight = 0;
  const sendDue = async (due: Due, send: () => Promise<Outcome>, followUp: boolean): Promise<Outcome> => {
    observer.started({ ...due, lagMs: Math.max(0, clock() - due.intendedMs), followUp });
    inFlight += 1;
    const outcome = await send();
    inFlight -= 1;
    observer.finished({ ...due, outcome, latencyMs: clock() - due.intendedMs });
    return outcome;
  };
  const follow = async (due: Due): Promise<void> => {
    const answer = await sendDue(due, () => loop.send(due.index), false);
    for (let next = loop.next?.(answer); next;) {
      const intendedMs = clock() + next.pauseMs;
      await waitUntil(intendedMs, clock, signal);
      if (signal.aborted) return;
      next = loop.next?.(await sendDue({ ...due, intendedMs }, next.send, true));
    }
  };
  for (const [index, intendedMs] of starts.entries()) {
    if (index % STARTS_A_TURN === 0) await turn();
    await waitUntil(intendedMs, clock, signal);
    if (signal.aborted) break;
    const due = { index, intendedMs };
    if (inFlight >= maxInFlight) {
      observer.dropped(due);
      continue;
    }
    const request = follow(due);
    underWay.add(request);
    // A rejection is met by the wait at the end; here it only must not count as one that nobody handles.
    request.then(
      () => underWay.delete(request),
      () => undefined,
    );
  }
  await Promise.all(underWay);
}

async function waitUntil(due: number, clock: () => number, signal: AbortSignal): Promise<void> {
  for (let left = due - clock(); left > 0 && !signal.aborted; left = due - clock()) {
    if (left > TIMER_SLACK_MS) await sleep(Math.min(left - TIMER_SLACK_MS, LONGEST_SLEEP_MS));
    else await turn();
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
