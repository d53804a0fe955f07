import { connectors } from '../../src/connectors/index.js';
import { createApp, type App } from '../../src/core/app.js';
import { readConfig } from '../../src/core/config.js';
import type { Partner } from '../../src/core/partners/partner.js';
import { openDatabase } from '../../src/core/platform/database.js';
import { createLogger } from '../../src/core/platform/logger.js';
import { migrate } from '../../src/core/platform/migrate.js';
import { startBenchStores, type BenchStores } from './bench-stores.js';

/** The real application on stores of its own, with all its features on, and the partners that the benches act as. */
export interface BenchApp {
  readonly app: App;
  readonly stores: BenchStores;
  readonly pms: Partner;
  readonly ota: Partner;
  close(): Promise<void>;
}

export async function openBenchApp(): Promise<BenchApp> {
  const stores = await startBenchStores();
  try {
    await prepareSchema(stores.mysqlUrl);
    const app = await openAnotherApp({ stores }, {});
    const { partner: pms } = await app.partners.create({
      code: 'bench-pms',
      name: 'PMS',
      kind: 'pms',
      connector: 'ota',
    });
    const { partner: ota } = await app.partners.create({
      code: 'bench-ota',
      name: 'OTA',
      kind: 'ota',
      connector: 'native',
    });
    const close = async (): Promise<void> => {
      await app.close();
      await stores.stop();
    };
    return { app, stores, pms, ota, close };
  } catch (error) {
    await stores.stop();
    throw error;
  }
}

/** One more application on the same stores, with settings of its own. */
export function openAnotherApp(
  { stores }: Pick<BenchApp, 'stores'>,
  settings: Readonly<Record<string, string>>,
): Promise<App> {
  const config = readConfig({
    BELLHOP_MYSQL_URL: stores.mysqlUrl,
    BELLHOP_REDIS_URL: stores.redisUrl,
    ...settings,
  });
  return createApp({ config, connectors, logger: createLogger('silent'), runtimeMetrics: false });
}

async function prepareSchema(url: string): Promise<void> {
  const database = openDatabase({ url, connections: 2 });
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
}

/** A hotel of so many double rooms R001, R002, ... with the rate plans BAR and NRF. */
export async function onboardRooms(
  { app, pms, ota }: BenchApp,
  hotel: { readonly code: string; readonly rooms: number },
): Promise<void> {
  const rooms = Array.from({ length: hotel.rooms }, (_, index) => ({
    code: roomCode(index),
    room_type: 'DOUBLE',
    name: `Double ${index + 1}`,
    capacity: 2,
    total_rooms: 100,
    base_price: '120.00',
  }));
  await app.onboardHotel(
    {
      code: hotel.code,
      name: `Hotel ${hotel.code}`,
      city: 'Lisbon',
      country: 'PT',
      time_zone: 'Europe/Lisbon',
      currency: 'EUR',
      inventory_mode: 'pms',
      pms: pms.code,
      otas: [ota.code],
      rooms,
      rate_plans: RATE_CODES.map((code) => ({ code, name: code, meal_plan: 'ROOM_ONLY' })),
    },
    { dryRun: false, requestId: null },
  );
}

export const RATE_CODES = ['BAR', 'NRF'] as const;

export function roomCode(index: number): string {
  return `R${String(index + 1).padStart(3, '0')}`;
}
