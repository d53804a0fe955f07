import type { EndpointInput } from '../../src/core/delivery/endpoints.js';
import type { Subscription } from '../../src/core/events/event-bus.js';
import type { Clock } from '../../src/core/model/clock.js';
import { quietBus } from './quiet-bus.js';
import { eventually } from '../harness/eventually.js';
import { anApp, type TestApp } from './an-app.js';

export interface TestDelivery {
  readonly t: TestApp;
  /** A channel of this contract that HV01 is mapped to: rooms DBL and SGL, rate plan BAR, under these codes. */
  partner(code: string, connector: string, theirs?: TheirCodes): Promise<void>;
  connect(code: string, url: string, extra?: Partial<EndpointInput>): Promise<void>;
  /** Everything that was committed has been noted by the consumer. */
  quiet(): Promise<void>;
  /** Every lane is done, or parked. */
  settled(): Promise<void>;
  /** The lanes of this partner are done; else what holds them up is told. */
  settledAt(partner: string): Promise<void>;
  /** No push is under way. */
  idle(): Promise<void>;
  /** As if the time of what waits had come, and of endpoints that are left alone. */
  due(): Promise<void>;
  /** As if nothing had been sent in the last minutes. */
  forgetBudgets(): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** A partner's codes; without `single` it does not sell that room. */
interface TheirCodes {
  readonly hotel: string;
  readonly room: string;
  readonly single?: string;
  readonly rate: string;
}

/** Every process that is to read a partner's password needs the one key. */
export const DELIVERY_KEY = { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64') };

export const THEIRS = { hotel: '7001', room: '11', single: '12', rate: '22' } as const;

/** The application with relay and consumer of deliveries at work; the worker is the test's to start. */
export async function aDelivery(
  options: {
    readonly env?: Record<string, string>;
    readonly clock?: Clock;
    /** Whether events are relayed and noted here; other processes do it otherwise. */
    readonly notes?: boolean;
  } = {},
): Promise<TestDelivery> {
  const t = await anApp({
    ...options,
    env: { ...DELIVERY_KEY, ...options.env },
  });
  let subscription: Subscription | null = null;
  if (options.notes !== false) {
    t.app.relay.start();
    subscription = t.app.bus.subscribe(t.app.delivery.consumer);
  }
  const { database } = t.db;
  const { desk, worker, endpoints } = t.app.delivery;
  const sending = () => database.rows("SELECT 1 FROM deliveries WHERE state = 'SENDING' LIMIT 1");
  const idle = () => eventually(async () => (await sending()).length === 0, { what: 'no push under way' });
  const quiet = () => quietBus(t, t.app.delivery.consumer);
  return {
    t,
    quiet,
    partner: async (code, connector, theirs = THEIRS) => {
      await t.app.partners.create({ code, name: code, kind: 'ota', connector });
      await mapTo(t, code, theirs);
    },
    connect: async (code, url, extra = {}) => {
      await endpoints.connect({
        ...{ partner: code, url, username: 'bellhop', password: 's3cret' },
        ...{ requestor_id: 'BH', dialect: null, pricing: 'per_occupancy', los: null },
        ...extra,
      });
    },
    settled: async () => {
      await quiet();
      await eventually(
        async () => (await desk.list({ limit: 100 })).every(({ state }) => /DONE|PARKED/.test(state)),
        { what: 'every lane done' },
      );
    },
    settledAt: async (partner) => {
      await quiet();
      let last = '';
      await eventually(
        async () => {
          const lanes = await desk.list({ partner, limit: 5 });
          last = lanes
            .map(({ state, cause, last_outcome }) => `${state} ${cause ?? last_outcome}`)
            .join(', ');
          return lanes.length > 0 && lanes.every(({ state }) => state === 'DONE');
        },
        { within: 15_000 },
      ).catch(() => {
        throw new Error(`${partner} is not settled: ${last}`);
      });
    },
    idle,
    due: async () => {
      // What is under way now would wait anew when it is settled.
      await idle();
      await database.run("UPDATE deliveries SET due_at = '2000-01-01' WHERE state = 'PENDING'");
      await database.run('UPDATE channel_endpoints SET breaker_until = NULL');
      worker.wake();
    },
    forgetBudgets: () => forgetBudgets(t),
    clear: async () => {
      await worker.stop();
      await quiet();
      for (const table of [
        'channel_endpoints',
        'deliveries',
        'delivery_marks',
        'delivery_disabled',
        'delivery_told',
        'delivery_limits',
        'delivery_attempts',
      ])
        await database.run(`DELETE FROM ${table}`);
      await forgetBudgets(t);
    },
    close: async () => {
      await worker.stop();
      await subscription?.stop();
      await t.close();
    },
  };
}

async function mapTo({ app }: TestApp, partner_code: string, theirs: TheirCodes): Promise<void> {
  for (const [kind, our_code, their_code] of [
    ['hotel', 'HV01', theirs.hotel],
    ['room', 'DBL', theirs.room],
    ['room', 'SGL', theirs.single],
    ['rate', 'BAR', theirs.rate],
  ] as const) {
    if (their_code !== undefined)
      await app.mappings.set({ partner_code, hotel_code: 'HV01', kind, our_code, their_code });
  }
}

/** Those of this system's partners alone: other tests use the same Redis. */
async function forgetBudgets({ app, db }: Pick<TestApp, 'app' | 'db'>): Promise<void> {
  app.delivery.budgets.forget();
  const partners = await db.database.rows<{ partner_id: string }>('SELECT partner_id FROM partners');
  for (const { partner_id } of partners) {
    const keys = await app.redis.keys(`bellhop:delivery:{${partner_id}}:*`);
    if (keys.length > 0) await app.redis.del(...keys);
  }
}
