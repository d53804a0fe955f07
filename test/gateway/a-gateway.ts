import { inject } from 'vitest';
import { connectors } from '../../src/connectors/index.js';
import { createApp, type App } from '../../src/core/app.js';
import { readConfig } from '../../src/core/config.js';
import { addDays, todayIn, type LocalDate } from '../../src/core/model/local-date.js';
import type { PartnerKind } from '../../src/core/partners/partner.js';
import { createLogger } from '../../src/core/platform/logger.js';
import { createGateway } from '../../src/gateway/gateway.js';
import { aHotel } from '../builders/a-hotel.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';

export const PARTNERS = ['pms-1', 'pms-2', 'ota-1', 'ota-2', 'operator-1'] as const;
export type PartnerCode = (typeof PARTNERS)[number];

export interface TestGateway {
  readonly app: App;
  readonly db: TestDatabase;
  readonly url: string;
  readonly port: number;
  readonly keys: Readonly<Record<PartnerCode, string>>;
  /** Our id of HV01, which pms-1 and ota-1 have mapped; HV02 is that of pms-2 and ota-2. */
  readonly hotelId: string;
  /** Everything that was logged so far. */
  readonly logged: () => string;
  readonly day: (offset: number) => LocalDate;
  /** Calls as a partner, with its key as bearer; null: without. */
  readonly call: (method: 'GET' | 'POST' | 'PUT', path: string, options?: CallOptions) => Promise<Response>;
  /** Puts so many rooms of HV01 DBL on sale, days 0 to 60, 100.00 EUR under BAR for one and two. */
  readonly load: (rooms: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface CallOptions {
  readonly as?: PartnerCode | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestGatewayOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly redisUrl?: string;
  /** A port on this machine by which the database is reached. */
  readonly through?: number;
}

/** A gateway in this process on a database of its own: two PMSs, two OTAs, an operator and a hotel for each pair. */
export async function aGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const db = await createTestDatabase();
  const written: string[] = [];
  const app = await createApp({
    config: readConfig({
      BELLHOP_MYSQL_URL: reachedBy(db.url, options.through),
      BELLHOP_REDIS_URL: options.redisUrl ?? inject('redisUrl'),
      ...options.env,
    }),
    connectors,
    logger: createLogger('debug', { write: (line) => written.push(line) }),
    runtimeMetrics: false,
  });
  const keys = await createPartners(app);
  const hotelId = await onboard(app, 'HV01', '1');
  await onboard(app, 'HV02', '2');
  const server = createGateway(app);
  const port = await server.listen('127.0.0.1', 0);
  const url = `http://127.0.0.1:${port}`;
  const day = (offset: number) => addDays(todayIn('Europe/Lisbon', new Date()), offset);
  const call: TestGateway['call'] = (method, path, callOptions = {}) =>
    fetch(`${url}${path}`, { method, ...requestInit(keys, callOptions) });
  return {
    app,
    db,
    url,
    port,
    keys,
    hotelId,
    day,
    call,
    logged: () => written.join(''),
    load: async (rooms) => {
      const range = { room_code: 'DBL', from: day(0), to: day(60) };
      const updates = [
        { ...range, available_rooms: rooms },
        { ...range, rate_code: 'BAR', amounts: [{ guests: 2, amount: '100.00', currency: 'EUR' }] },
      ];
      const response = await call('POST', '/api/ari', { as: 'pms-1', body: { hotel_code: 'HV01', updates } });
      if (response.status !== 200) throw new Error(`not loaded: ${await response.text()}`);
    },
    close: async () => {
      await server.stop(0);
      await app.close();
      await db.drop();
    },
  };
}

function reachedBy(url: string, port: number | undefined): string {
  return port === undefined ? url : Object.assign(new URL(url), { port: String(port) }).toString();
}

async function createPartners({ partners, keys }: App): Promise<Record<PartnerCode, string>> {
  const entries: [PartnerCode, string][] = [];
  for (const code of PARTNERS) {
    const kind = code.slice(0, -2) as PartnerKind;
    await partners.create({ code, name: code, kind, connector: kind === 'pms' ? 'ota' : 'native' });
    entries.push([code, (await keys.create(code, { mode: 'test' })).key]);
  }
  return Object.fromEntries(entries) as Record<PartnerCode, string>;
}

async function onboard(app: App, code: string, pair: '1' | '2'): Promise<string> {
  const hotel = aHotel({ code, pms: `pms-${pair}`, otas: [`ota-${pair}`] });
  return (await app.onboardHotel(hotel, { dryRun: false, requestId: null })).hotel_id;
}

function requestInit(
  keys: Readonly<Record<PartnerCode, string>>,
  { as = null, body, headers }: CallOptions,
): RequestInit {
  const auth: Record<string, string> = as === null ? {} : { authorization: `Bearer ${keys[as]}` };
  if (body === undefined) return { headers: { ...auth, ...headers } };
  return {
    headers: { 'content-type': 'application/json', ...auth, ...headers },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  };
}

export function basicAuth(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
