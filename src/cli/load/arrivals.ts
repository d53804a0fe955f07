import { createRandom } from './random.js';

export const ARRIVALS = ['constant', 'ramp', 'poisson', 'spike'] as const;
export type Arrivals = (typeof ARRIVALS)[number];

export interface ArrivalPlan {
  readonly arrivals: Arrivals;
  /** Starts a second; of a ramp the rate at its end, of a spike that at its height. */
  readonly rate: number;
  readonly seconds: number;
  readonly seed: number;
}

/** What a spike rises from and falls back to, as a share of its height. */
const SPIKE_BASE = 0.2;
const SPIKE_FROM = 0.4;
const SPIKE_TO = 0.6;
/** Of the rate; the other kinds begin with the whole of it. */
const WARM_UP_SHARE: Readonly<Partial<Record<Arrivals, number>>> = { ramp: 0.1, spike: SPIKE_BASE };

/**
 * When each request is to start, in milliseconds from the start of the run, ascending and below its end. Nobody waits
 * for an answer: that is what makes the model open.
 */
export function planArrivals(plan: ArrivalPlan): Float64Array {
  if (plan.arrivals === 'poisson') return poisson(plan);
  const total = Math.max(1, Math.round(expectedStarts(plan)));
  const place = placeOf(plan);
  return Float64Array.from({ length: total }, (_, index) => place(index / total) * plan.seconds * 1_000);
}

/**
 * The same after a warm-up of so many seconds at the rate with which the plan begins: caches, connections and the
 * code itself are to be warm when it counts.
 */
export function planWithWarmUp(plan: ArrivalPlan, warmUpSeconds: number): Float64Array {
  const rate = plan.rate * (WARM_UP_SHARE[plan.arrivals] ?? 1);
  const arrivals = plan.arrivals === 'poisson' ? 'poisson' : 'constant';
  const before =
    warmUpSeconds === 0
      ? new Float64Array()
      : planArrivals({ arrivals, rate, seconds: warmUpSeconds, seed: plan.seed + 1 });
  const measured = planArrivals(plan).map((at) => at + warmUpSeconds * 1_000);
  const all = new Float64Array(before.length + measured.length);
  all.set(before);
  all.set(measured, before.length);
  return all;
}

/** How many starts a plan has; of Poisson arrivals the mean. */
export function expectedStarts({ arrivals, rate, seconds }: Omit<ArrivalPlan, 'seed'>): number {
  if (arrivals === 'ramp') return (rate * seconds) / 2;
  if (arrivals === 'spike') return rate * seconds * spikeMean();
  return rate * seconds;
}

function spikeMean(): number {
  return SPIKE_TO - SPIKE_FROM + SPIKE_BASE * (1 - SPIKE_TO + SPIKE_FROM);
}

/** The share of the time after which a share of all starts has happened. */
function placeOf({ arrivals }: ArrivalPlan): (share: number) => number {
  if (arrivals === 'ramp') return Math.sqrt;
  if (arrivals === 'constant') return (share) => share;
  const before = (SPIKE_BASE * SPIKE_FROM) / spikeMean();
  const within = (SPIKE_TO - SPIKE_FROM) / spikeMean();
  return (share) => {
    if (share < before) return (share / before) * SPIKE_FROM;
    if (share < before + within) return SPIKE_FROM + ((share - before) / within) * (SPIKE_TO - SPIKE_FROM);
    return SPIKE_TO + ((share - before - within) / (1 - before - within)) * (1 - SPIKE_TO);
  };
}

/** Callers that know nothing of each other: the gaps between them are exponential. */
function poisson({ rate, seconds, seed }: ArrivalPlan): Float64Array {
  const random = createRandom(seed);
  const starts: number[] = [];
  let at = 0;
  for (;;) {
    at += -Math.log(1 - random()) / rate;
    if (at >= seconds) return Float64Array.from(starts);
    starts.push(at * 1_000);
  }
}
