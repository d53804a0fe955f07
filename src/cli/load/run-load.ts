import { randomInt } from 'node:crypto';
import type { App } from '../../core/app.js';
import { AppError } from '../../core/model/errors.js';
import { todayIn } from '../../core/model/local-date.js';
import { createGatewayClient } from '../gateway-client.js';
import { planWithWarmUp, type Arrivals } from './arrivals.js';
import type { Expectation } from './expectations.js';
import { findInStores, findOverHttp } from './find-bookings.js';
import { findPayments } from './find-payments.js';
import { readAvailable } from './hot-nights.js';
import { firstNight, type LoadSize } from './load-hotels.js';
import type { LoadReport } from './load-report.js';
import { acknowledgeAll, makeHotels, makePartners, type LoadPartners } from './prepare-stores.js';
import { prove, type Proof } from './proof.js';
import { putOnSale, requireHotels, type GatewayClients, type OnSale } from './put-on-sale.js';
import type { Ledger } from './ledger.js';
import type { RequestPlan } from './plan-requests.js';
import type { Scenario } from './scenarios.js';
import { sendLoad, type LiveState } from './send-load.js';
import { settleSaga } from './settle-saga.js';
import { summarise } from './summarise.js';

export interface LoadOptions extends LoadSize {
  readonly scenario: Scenario;
  readonly arrivals: Arrivals;
  readonly rate: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly seed: number;
  readonly lookToBook: number;
  readonly maxInFlight: number;
  readonly maxLagMs: number;
  readonly timeoutSeconds: number;
  readonly expectations: readonly Expectation[];
}

/** Who watches a run; all of it is for people. */
export interface LoadAudience {
  phase(text: string): void;
  /** Something of the phase is done. */
  step(label: string): void;
  live(state: LiveState): void;
}

export interface LoadPlace {
  readonly gateway: URL;
  /** The application on the stores behind that gateway; null where they are out of reach. */
  readonly app: App | null;
  /** A given key acts for PMS and channel; without one the load makes partners of its own. */
  readonly key: string | undefined;
}

const RUN_LETTERS = 10;
const TIME_ZONE = 'Europe/Lisbon';

/**
 * Prepares hotels of its own, loads the gateway, and proves from what is there afterwards that nothing was oversold or
 * lost. `signal` ends the load early; what it did until then is proven all the same.
 * @throws AppError when it cannot be prepared. A generator that lagged is in the report: see `lagged`.
 */
export async function runLoad(
  place: LoadPlace,
  options: LoadOptions,
  { audience, signal }: { readonly audience: LoadAudience; readonly signal: AbortSignal },
): Promise<LoadReport> {
  requireSimulated(place, options);
  const started = new Date();
  const run = newRunId();
  const plan: RequestPlan = { ...options, run, first: firstNight(todayIn(TIME_ZONE, started)) };
  const starts = planWithWarmUp(options, options.warmUpSeconds);
  const partners = await openPartners(place, options);
  try {
    const clients = await openClients(place, partners, options);
    const onSale = await prepare(place, clients, { plan, starts: starts.length, audience });
    audience.phase('Loading');
    const loaded = await sendLoad({
      gateway: place.gateway,
      keys: partners.keys,
      plan,
      options,
      starts,
      signal,
      live: (state) => audience.live(state),
    });
    const proof = await findAndProve(place, clients, { ledger: loaded.ledger, plan, onSale, audience });
    if (place.app !== null && place.key === undefined) {
      audience.phase('The PMS acknowledges its reservations');
      await acknowledgeAll(place.app, (count) => audience.step(String(count)));
    }
    return summarise({
      ...{ ...loaded, options, run, started, proof },
      gateway: place.gateway,
      cutShort: signal.aborted,
    });
  } finally {
    await partners.release();
  }
}

/** The guests pay with tokens of the simulated provider; another one knows none of them. @throws AppError CONFIG */
function requireSimulated({ app }: LoadPlace, { scenario }: LoadOptions): void {
  const provider = app?.payments.provider ?? 'simulated';
  if (scenario !== 'booking-saga' || provider === 'simulated') return;
  throw new AppError(
    'CONFIG',
    `booking-saga pays with the simulated provider, and payments here are taken by ${provider}. Load a gateway with BELLHOP_PAYMENT_PROVIDER=simulated, or run booking-spread.`,
    { next: 'bellhop config explain' },
  );
}

async function openPartners({ app, key }: LoadPlace, options: LoadOptions): Promise<LoadPartners> {
  if (key !== undefined) return { keys: { pms: key, ota: key }, release: () => Promise.resolve() };
  if (app === null) throw new Error('neither stores nor key: resolveTarget lets nobody through without');
  return makePartners(app, options.seconds + options.warmUpSeconds);
}

async function openClients(
  { gateway }: LoadPlace,
  { keys }: LoadPartners,
  { timeoutSeconds }: LoadOptions,
): Promise<GatewayClients> {
  const open = (key: string) => createGatewayClient({ url: gateway.href, key, timeoutSeconds });
  return { pms: await open(keys.pms), ota: await open(keys.ota) };
}

async function prepare(
  { app, key }: LoadPlace,
  clients: GatewayClients,
  { plan, starts, audience }: { plan: RequestPlan; starts: number; audience: LoadAudience },
): Promise<OnSale> {
  if (app !== null && key === undefined) {
    audience.phase('Onboarding the hotels');
    await makeHotels(app, plan, (code) => audience.step(code));
    await acknowledgeAll(app, (count) => audience.step(String(count)));
  }
  await requireHotels(clients.ota, plan.hotels);
  audience.phase('Putting their nights on sale');
  return putOnSale(clients, { plan, starts, step: (code) => audience.step(code) });
}

async function findAndProve(
  { app }: LoadPlace,
  { ota }: GatewayClients,
  {
    ledger,
    plan,
    onSale,
    audience,
  }: { ledger: Ledger; plan: RequestPlan; onSale: OnSale; audience: LoadAudience },
): Promise<Proof> {
  const saga = plan.scenario === 'booking-saga';
  if (saga && app !== null) {
    audience.phase('Waiting until every hold and payment has an end');
    await settleSaga(app, plan.run, (open) => audience.step(`${open} open`));
  }
  audience.phase('Proving that nothing was oversold or lost');
  const found = app === null ? await findOverHttp(ota, ledger) : await findInStores(app, plan.run);
  if (!saga) return prove(ledger, found, onSale.rooms);
  const payments = app === null ? null : await findPayments(app, plan.run);
  // Over HTTP nobody finds a hold that was not answered, and so what it keeps.
  const untold = app === null && [...ledger.entries()].some(({ state }) => state === 'unknown');
  const unsold: OnSale['unsold'] = untold ? new Set() : onSale.unsold;
  const available = await readAvailable(ota, plan);
  return prove(ledger, { ...found, saga: { payments, available, unsold } }, onSale.rooms);
}

/** Letters alone: a run of digits in a reference could look like a card number, which a gateway refuses. */
function newRunId(): string {
  return Array.from({ length: RUN_LETTERS }, () => String.fromCharCode(97 + randomInt(26))).join('');
}
