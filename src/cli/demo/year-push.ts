import type { GatewayClient } from '../gateway-client.js';
import { pushMessage } from '../push-message.js';
import { createNotary, type Claim, type Figure } from './claim.js';
import { readFixture } from './fixtures.js';
import { HOTEL_FILES } from './onboarding.js';
import type { Stage } from './stage.js';
import { countEvents, readStored } from './tables.js';
import { NIGHTS, readHotelFile, yearOfCounts, yearOfRates } from './year-messages.js';

/** A year of prices and counts in OpenTravel XML over HTTP, then the very same two messages once more. */
export async function pushYear(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('a year in XML', claims);
  const hotel = readHotelFile(await readFixture(HOTEL_FILES[0]));
  const rates = Buffer.from(yearOfRates(hotel, stage.today));
  const counts = Buffer.from(yearOfCounts(hotel, stage.today));
  const nights = {
    rates: hotel.rooms.length * hotel.rate_plans.length * NIGHTS,
    counts: hotel.rooms.length * NIGHTS,
  };

  const first = await push(stage.pms, rates);
  const firstCounts = await push(stage.pms, counts);
  const stored = await readStored(stage, hotel.code);
  notary.equal(
    `${megabytes(rates)} MB of prices: all ${nights.rates.toLocaleString('en-US')} nights stored`,
    { found: [first.accepted, stored.rates], expected: [true, nights.rates] },
    ...speed(nights.rates, first.seconds),
  );
  notary.equal(
    `counts of ${hotel.rooms.length} rooms: all ${nights.counts.toLocaleString('en-US')} nights stored`,
    { found: [firstCounts.accepted, stored.counts], expected: [true, nights.counts] },
    ...speed(nights.counts, firstCounts.seconds),
  );

  const events = await countEvents(stage);
  const again = await push(stage.pms, rates);
  const againCounts = await push(stage.pms, counts);
  const after = await readStored(stage, hotel.code);
  notary.equal(
    'both sent again: 0 writes, 0 events',
    {
      found: [
        again.accepted,
        againCounts.accepted,
        after.writes - stored.writes,
        (await countEvents(stage)) - events,
      ],
      expected: [true, true, 0, 0],
    },
    ...speed(nights.rates + nights.counts, again.seconds + againCounts.seconds),
  );
}

async function push(pms: GatewayClient, body: Buffer): Promise<{ accepted: boolean; seconds: number }> {
  const report = await pushMessage(pms, body, false);
  return { accepted: report.accepted, seconds: report.took_ms / 1_000 };
}

function megabytes(body: Buffer): string {
  return (body.length / 1_000_000).toFixed(1);
}

function speed(nights: number, seconds: number): Figure[] {
  return [
    { value: seconds, unit: 's' },
    { value: nights / seconds, unit: 'nights/s' },
  ];
}
