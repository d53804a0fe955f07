import { nextRequest } from './guest-requests.js';
import { createLedger, type Ledger } from './ledger.js';
import { createLoadClient, type LoadAnswer, type LoadClient, type LoadClientOptions } from './load-client.js';
import type { LoadRequest } from './load-request.js';
import { runOpenLoop, type LoopObserver } from './open-loop.js';
import { createRequestPlan, type RequestPlan } from './plan-requests.js';
import { createRecorder, type Recorder } from './recorder.js';
import { SCENARIO_FACTS } from './scenarios.js';

export interface LiveState {
  /** Seconds since the run began, of `total_s`; until `warm_up_s` nothing counts. */
  readonly at_s: number;
  readonly total_s: number;
  readonly warm_up_s: number;
  readonly in_flight: number;
  readonly recorder: Recorder;
}

export interface Sending extends Pick<LoadClientOptions, 'gateway' | 'keys'> {
  readonly plan: RequestPlan;
  /** When each request is due, in milliseconds from the start of the warm-up. */
  readonly starts: Float64Array;
  readonly options: {
    readonly seconds: number;
    readonly warmUpSeconds: number;
    readonly maxInFlight: number;
    readonly timeoutSeconds: number;
  };
  readonly live: (state: LiveState) => void;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

export interface Sent {
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  /** Requests that were due after the warm-up. */
  readonly planned: number;
  /** Seconds that were measured. */
  readonly seconds: number;
}

const LIVE_EVERY_MS = 250;

/** Sends what the plan asks for when it is due, and waits for the last answer of the last guest. */
export async function sendLoad(sending: Sending): Promise<Sent> {
  const { plan, starts, options, signal } = sending;
  const warmUpMs = options.warmUpSeconds * 1_000;
  const endMs = warmUpMs + options.seconds * 1_000;
  const recorder = createRecorder(SCENARIO_FACTS[plan.scenario].operations, warmUpMs, endMs);
  const client = createLoadClient({
    ...{ gateway: sending.gateway, keys: sending.keys, connections: options.maxInFlight },
    timeoutMs: options.timeoutSeconds * 1_000,
  });
  const { ledger, send, inFlight } = createSender(client);
  const request = createRequestPlan(plan);
  const stopTelling = tellEvery(sending, { recorder, inFlight });
  const { observer, lastStart } = observe(recorder);
  try {
    await runOpenLoop({
      ...{ starts, signal, observer, maxInFlight: options.maxInFlight },
      send: (index) => send(request(index)),
      next: ({ asked, answer }) => {
        const next = nextRequest(asked, answer);
        return next === null ? null : { pauseMs: next.pauseMs, send: () => send(next.request) };
      },
    });
  } finally {
    stopTelling();
    await client.close();
  }
  const seconds = signal.aborted ? Math.max(0, lastStart() - warmUpMs) / 1_000 : options.seconds;
  return { recorder, ledger, planned: starts.filter((at) => recorder.counts(at)).length, seconds };
}

interface Outcome {
  readonly asked: LoadRequest;
  readonly answer: LoadAnswer;
}

function createSender(client: LoadClient) {
  const ledger = createLedger();
  let inFlight = 0;
  const send = async (asked: LoadRequest): Promise<Outcome> => {
    inFlight += 1;
    const answer = await client.send(asked);
    inFlight -= 1;
    ledger.note(asked, answer);
    return { asked, answer };
  };
  return { ledger, send, inFlight: () => inFlight };
}

function observe(recorder: Recorder): {
  readonly observer: LoopObserver<Outcome>;
  /** When the last arrival that was started was due. */
  readonly lastStart: () => number;
} {
  let lastStart = 0;
  const observer: LoopObserver<Outcome> = {
    started: ({ intendedMs, lagMs, followUp }) => {
      if (!followUp) lastStart = intendedMs;
      recorder.noteStart(intendedMs, lagMs, followUp);
    },
    dropped: ({ intendedMs }) => recorder.noteDropped(intendedMs),
    finished: ({ outcome: { asked, answer }, ...times }) =>
      recorder.noteAnswer({ operation: asked.operation, code: answer.code, ...times }),
  };
  return { observer, lastStart: () => lastStart };
}

/** @returns what ends the telling */
function tellEvery(
  { live, options }: Sending,
  { recorder, inFlight }: { recorder: Recorder; inFlight: () => number },
): () => void {
  const zero = performance.now();
  const warm_up_s = options.warmUpSeconds;
  const total_s = options.seconds + warm_up_s;
  const timer = setInterval(() => {
    const at_s = (performance.now() - zero) / 1_000;
    live({ at_s, total_s, warm_up_s, in_flight: inFlight(), recorder });
  }, LIVE_EVERY_MS);
  return () => clearInterval(timer);
}
