import { migrate } from '../core/platform/migrate.js';
import { systemClock } from '../core/model/clock.js';
import { createKeys } from '../core/partners/keys.js';
import { createPartners } from '../core/partners/partners.js';
import { openDatabase, type Database } from '../core/platform/database.js';
import { createIds } from '../core/platform/snowflake.js';
import type { DemoPartners } from './dev-stack/profile.js';
import type { StackHooks } from './dev-stack/stack.js';

const PARTNERS = {
  admin: { code: 'demo-operator', name: 'Demo operator', kind: 'operator', connector: 'native' },
  pms: { code: 'demo-pms', name: 'Demo PMS', kind: 'pms', connector: 'ota' },
  ota: { code: 'demo-ota', name: 'Demo channel', kind: 'ota', connector: 'native' },
} as const;

/** What a stack needs of Bellhop itself between the start of its stores and that of its gateway. */
export const stackHooks: StackHooks = {
  migrate: (mysqlUrl) =>
    withDatabase(mysqlUrl, async (database) => {
      await migrate(database);
    }),
  seedPartners: (mysqlUrl) => withDatabase(mysqlUrl, seedPartners),
};

/** The demo partners with a new test key each; called again it makes new keys, the older ones stay valid. */
async function seedPartners(database: Database): Promise<DemoPartners> {
  const deps = { database, clock: systemClock, nextId: await createIds(database, systemClock) };
  const partners = createPartners(deps);
  const keys = createKeys(deps);
  const make = async (role: keyof typeof PARTNERS): Promise<string> => {
    const { partner } = await partners.create(PARTNERS[role]);
    return (await keys.create(partner.code, { mode: 'test' })).key;
  };
  return {
    keys: { admin: await make('admin'), pms: await make('pms'), ota: await make('ota') },
    partners: { pms: PARTNERS.pms.code, ota: PARTNERS.ota.code },
  };
}

async function withDatabase<R>(url: string, work: (database: Database) => Promise<R>): Promise<R> {
  const database = openDatabase({ url, connections: 2 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
