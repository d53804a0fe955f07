import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { connectors } from '../../src/connectors/index.js';
import { createApp, type App } from '../../src/core/app.js';
import { readConfig } from '../../src/core/config.js';
import { addDays, todayIn, type LocalDate } from '../../src/core/model/local-date.js';
import { createLogger } from '../../src/core/platform/logger.js';
import { startGateway } from '../../src/cli/dev-stack/gateway-process.js';
import { freePort } from '../../src/cli/dev-stack/ports.js';
import type { PrivateServer } from '../../src/cli/dev-stack/private-server.js';
import { aHotel } from '../builders/a-hotel.js';
import { aSandbox, type TestSandbox } from '../builders/a-sandbox.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import {
  CHANNEL_ROLES,
  hotelsOf,
  PMS_ROLES,
  RATES,
  ROOMS,
  theirHotel,
  theirRate,
  theirRoom,
  type ChannelRole,
  type PmsRole,
  type StormHotel,
} from './cast.js';

export interface StageOptions {
  readonly seed: number;
  readonly hotels: number;
  readonly nights: number;
}

export interface Pms {
  readonly role: PmsRole;
  readonly code: string;
  readonly sandbox: TestSandbox;
}

export interface Channel {
  readonly role: ChannelRole;
  readonly code: string;
  readonly sandbox: TestSandbox;
}

export interface Stage {
  readonly options: StageOptions;
  readonly app: App;
  readonly db: TestDatabase;
  readonly hotels: readonly StormHotel[];
  readonly pmss: readonly Pms[];
  readonly channels: readonly Channel[];
  /** The night so many days from today, of all hotels. */
  readonly day: (offset: number) => LocalDate;
  /** kill -9 of one of the two gateways, and another one on its port. */
  killAndRestart(index: number): Promise<void>;
  close(): Promise<void>;
}

const TIME_ZONE = 'Europe/Lisbon';
/** Longer than any answer of a partner here, shorter than two minutes: a hotel of a killed process waits for it. */
const LEASE_MS = 8_000;

/** Two gateways on stores of their own, three PMSs and six channels, each a server of its own; all is mapped, nothing told. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const db = await createTestDatabase();
  const secret = Buffer.alloc(32, 3).toString('base64');
  const stores = { BELLHOP_MYSQL_URL: db.url, BELLHOP_REDIS_URL: inject('redisUrl') };
  const config = readConfig({ ...stores, BELLHOP_SECRET_KEY: secret });
  const app = await createApp({ config, connectors, logger: createLogger('silent'), runtimeMetrics: false });
  const gateways = await Promise.all([aGatewayProcess(db, secret), aGatewayProcess(db, secret)]);
  const hotels = hotelsOf(options.hotels);
  const pmss = await Promise.all(
    PMS_ROLES.map((role, index) => openPms(app, role, partOf(gateways, index), options.seed + index)),
  );
  for (const { code, pms } of hotels) await onboard(app, code, pms);
  const channels = await Promise.all(
    CHANNEL_ROLES.map((role, index) =>
      openChannel(app, role, partOf(gateways, index), options.seed + 100 + index),
    ),
  );
  await Promise.all(channels.map(({ code }) => mapAll(app, code, hotels)));
  const today = todayIn(TIME_ZONE, new Date());
  return {
    ...{ options, app, db, hotels, pmss, channels },
    day: (offset) => addDays(today, offset),
    killAndRestart: (index) => partOf(gateways, index).killAndRestart(),
    close: async () => {
      await Promise.all([...pmss, ...channels].map(({ sandbox }) => sandbox.close()));
      await Promise.all(gateways.map((gateway) => gateway.close()));
      await app.close();
      await db.drop();
    },
  };
}

function partOf<T>(all: readonly T[], index: number): T {
  const found = all[index % all.length];
  if (found === undefined) throw new Error('there is none');
  return found;
}

interface GatewayProcess {
  readonly url: string;
  killAndRestart(): Promise<void>;
  close(): Promise<void>;
}

/** bin/gateway.js with every role. */
async function aGatewayProcess(db: TestDatabase, secret: string): Promise<GatewayProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-storm-'));
  const port = await freePort();
  const start = (): Promise<PrivateServer> =>
    startGateway({
      ...{ directory, port, mysqlUrl: db.url, redisUrl: inject('redisUrl') },
      env: {
        PATH: process.env['PATH'],
        BELLHOP_LOG_LEVEL: 'info',
        BELLHOP_SECRET_KEY: secret,
        BELLHOP_DELIVERY_LEASE_MS: String(LEASE_MS),
        BELLHOP_PULL_SECONDS: '2',
        BELLHOP_REQUESTS_PER_MINUTE: '100000',
      },
    });
  let server = await start();
  return {
    url: server.url,
    killAndRestart: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
      server = await start();
    },
    close: async () => {
      await server.stop();
      if (process.env['BELLHOP_E2E_KEEP'] === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

type At = Pick<GatewayProcess, 'url'>;

async function openPms(app: App, role: PmsRole, { url }: At, seed: number): Promise<Pms> {
  const code = `pms-${role.connector}`;
  await app.partners.create({ code, name: code, kind: 'pms', connector: role.connector });
  const { key } = await app.keys.create(code, { mode: 'test' });
  const gateway = { url, partner: code, key };
  const sandbox = await aSandbox(role.connector, { kind: 'pms', gateway, seed });
  if (role.pushed) await connect(app, code, { url: sandbox.url, pricing: null });
  return { role, code, sandbox };
}

async function openChannel(app: App, role: ChannelRole, { url }: At, seed: number): Promise<Channel> {
  const code = `at-${role.connector}`;
  const { connector, oversold: oversell_policy } = role;
  await app.partners.create({ code, name: code, kind: 'ota', connector, oversell_policy });
  const { key } = await app.keys.create(code, { mode: 'test' });
  const gateway = { url, partner: code, key };
  return { role, code, sandbox: await aSandbox(connector, { gateway, seed }) };
}

export function connect(
  app: App,
  partner: string,
  { url, pricing }: { readonly url: string; readonly pricing: ChannelRole['pricing'] },
) {
  const login = { username: 'bellhop', password: 'storm-word' };
  return app.delivery.endpoints.connect({
    ...{ partner, url, ...login, requestor_id: 'BH', dialect: null, pricing, los: null },
  });
}

async function onboard(app: App, code: string, pms: PmsRole): Promise<void> {
  const rooms = ROOMS.map((room) => ({
    code: room,
    room_type: room,
    name: room,
    capacity: 2,
    total_rooms: 9,
  }));
  const rate_plans = RATES.map((rate) => ({ code: rate, name: rate, meal_plan: 'ROOM_ONLY' as const }));
  const file = aHotel({ code, time_zone: TIME_ZONE, pms: `pms-${pms.connector}`, rooms, rate_plans });
  await app.onboardHotel(file, { dryRun: false, requestId: null });
}

async function mapAll(app: App, partner_code: string, hotels: readonly StormHotel[]): Promise<void> {
  for (const hotel of hotels) {
    const codes = [
      ['hotel', hotel.code, theirHotel(hotel)] as const,
      ...ROOMS.map((room) => ['room', room, theirRoom(hotel, room)] as const),
      ...RATES.map((rate) => ['rate', rate, theirRate(rate)] as const),
    ];
    for (const [kind, our_code, their_code] of codes)
      await app.mappings.set({ partner_code, hotel_code: hotel.code, kind, our_code, their_code });
  }
}
