import { createNotary, type Claim } from './claim.js';
import { readFixture } from './fixtures.js';
import type { Stage } from './stage.js';
import { countEvents } from './tables.js';

export const HOTEL_FILES = [
  'hotels/casa-da-mare-lisbon.json',
  'hotels/laerchenhof-ritten.json',
  'hotels/kawabata-machiya-kyoto.json',
] as const;

/** Three hotels with rooms, rate plans and mappings; onboarding them once more changes nothing. */
export async function onboardHotels(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('onboarding', claims);
  const created: boolean[] = [];
  const again: string[] = [];
  for (const file of HOTEL_FILES) {
    const input: unknown = JSON.parse(await readFixture(file));
    created.push((await stage.app.onboardHotel(input, { dryRun: false, requestId: 'demo' })).created);
    const repeated = await stage.app.onboardHotel(input, { dryRun: false, requestId: 'demo' });
    again.push(...repeated.changes);
  }
  const hotels = await stage.app.database.rows('SELECT hotel_id FROM hotels');
  notary.equal('3 hotels onboarded, one HotelCreated event each', {
    found: [created, hotels.length, await countEvents(stage, 'HotelCreated')],
    expected: [[true, true, true], 3, 3],
  });
  notary.equal('onboarded again: no change, no event', {
    found: [again, await countEvents(stage)],
    expected: [[], 3],
  });
}
