import { announceHotel } from '../../src/core/hotels/announce-hotel.js';
import { createHotels, type Hotels } from '../../src/core/hotels/hotels.js';
import { createOnboardHotel, type OnboardResult } from '../../src/core/hotels/onboard-hotel.js';
import { systemClock } from '../../src/core/model/clock.js';
import { createMappings, type Mappings } from '../../src/core/partners/mappings.js';
import { createPartners } from '../../src/core/partners/partners.js';
import { createIds } from '../../src/core/platform/snowflake.js';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { aHotel, type HotelFile } from './a-hotel.js';

/** Onboarding on a database of its own, with the partners demo-pms, demo-ota and other-ota. */
export interface Onboarding {
  readonly db: TestDatabase;
  readonly hotels: Hotels;
  readonly mappings: Mappings;
  readonly onboard: (file: HotelFile, dryRun?: boolean) => Promise<OnboardResult>;
  /** A file whose code no other test uses. */
  readonly fresh: (overrides?: Partial<HotelFile>) => HotelFile;
  /** Every row of the tables that onboarding writes. */
  readonly everything: () => Promise<string>;
}

const TABLES = ['hotels', 'rooms', 'rate_plans', 'hotel_amenities', 'hotel_images', 'mappings', 'outbox'];

export async function anOnboarding(): Promise<Onboarding> {
  const db = await createTestDatabase({ connections: 16 });
  const { database } = db;
  const nextId = await createIds(database, systemClock);
  const onboardHotel = createOnboardHotel({ database, nextId, clock: systemClock });
  const partners = createPartners({ database, nextId });
  await partners.create({ code: 'demo-pms', name: 'Demo PMS', kind: 'pms', connector: 'ota' });
  await partners.create({ code: 'demo-ota', name: 'Demo OTA', kind: 'ota', connector: 'native' });
  await partners.create({ code: 'other-ota', name: 'Other OTA', kind: 'ota', connector: 'native' });
  let count = 0;
  return {
    db,
    hotels: createHotels({ database }),
    mappings: createMappings({ database, nextId, announceHotel }),
    onboard: (file, dryRun = false) => onboardHotel(file, { dryRun, requestId: 'req-1' }),
    fresh: (overrides = {}) => {
      count += 1;
      return aHotel({ code: `T${count}`, pms: 'demo-pms', otas: ['demo-ota'], ...overrides });
    },
    everything: async () =>
      JSON.stringify(
        await Promise.all(TABLES.map((table) => database.rows(`SELECT * FROM ${table} ORDER BY 1, 2`))),
      ),
  };
}
