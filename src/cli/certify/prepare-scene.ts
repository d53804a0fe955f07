import type { App } from '../../core/app.js';
import type { AriUpdate } from '../../core/model/ari.js';
import type { Connector } from '../../core/model/connector.js';
import { addDays, nightsOf, toRanges, type LocalDate } from '../../core/model/local-date.js';
import { OPERATOR } from '../operator.js';
import {
  applyToHotel,
  CODES,
  CURRENCY,
  onboardCertifiedHotel,
  REQUEST_ID,
  todayAtCertifiedHotel,
  UNRESTRICTED,
} from './certified-hotel.js';
import type { CaseNames, CertifyScene } from './certify-scene.js';

const CHANNEL = 'certify-channel';
/** Above what the gateway allows by itself: a list is sent as fast as it is answered. */
const REQUESTS_PER_MINUTE = 10_000_000;
const REVISIONS_AT_ONCE = 100;
const KEY_MS = 3_600_000;
/** HotelCode has 16 places (OpenTravel). */
const HOTEL_CODE_PLACES = 16;

/**
 * A partner that speaks the contract, with a key for this run alone, and for each case a hotel of its own that it is mapped
 * to, so that no case sees what another left. Repeating it changes nothing of what is there.
 */
export async function prepareScene(app: App, connector: Connector, gateway: string): Promise<CertifyScene> {
  const side = connector.sides.includes('pms') ? 'pms' : 'ota';
  const partner = `certify-${connector.id}`;
  const own = await makePartner(app, { code: partner, kind: side, connector: connector.id });
  const channel = await makePartner(app, { code: CHANNEL, kind: 'ota', connector: 'native' });
  const run = app.nextId();
  return {
    gateway,
    names: async (place) => {
      const hotel = hotelCodeOf(connector.id, place);
      await onboardCertifiedHotel(app, hotel, soldBy(side, partner));
      const today = todayAtCertifiedHotel(app);
      await countNights(app, hotel, today);
      return { hotel, ...CODES, partner, key: own.key, channelKey: channel.key, today, run };
    },
    putOnSale: async (names, { rooms, amount }) => {
      await applyToHotel(app, names.hotel, stockUpdates(names, rooms, amount));
      await topUp(app, names, rooms);
    },
    close: async () => {
      await app.keys.revoke(own.key_id);
      await app.keys.revoke(channel.key_id);
      if (side === 'pms') await acknowledgeAll(app, partner);
    },
  };
}

/** Feeds of the run's own partner end empty: what nobody reads any more would wait there for ever. */
async function acknowledgeAll(app: App, code: string): Promise<void> {
  const partner = await app.partners.get(code);
  for (;;) {
    const query = { hotel_code: null, limit: REVISIONS_AT_ONCE };
    const revisions = await app.handOutRevisions(partner, query);
    if (revisions.length === 0) return;
    const verdicts = revisions.map(({ revision_id }) => ({
      ...{ revision_id, outcome: 'accepted' as const, pms_reference: null, reason: null },
    }));
    await app.decideRevisions(partner, verdicts, { request_id: REQUEST_ID });
  }
}

const DAYS_COUNTED = 370;

/** GET /api/ari shows nights that have a count: those that have none yet get zero rooms, which shuts nobody out. */
async function countNights(app: App, hotelCode: string, today: LocalDate): Promise<void> {
  const catalogue = await app.openCatalogue(OPERATOR, hotelCode);
  const to = addDays(today, DAYS_COUNTED);
  for (const room of catalogue.rooms) {
    const known = new Set((await app.readAri({ catalogue, room, from: today, to })).map(({ date }) => date));
    const missing = nightsOf(today, addDays(to, 1)).filter((date) => !known.has(date));
    const updates = toRanges(missing).map((range): AriUpdate => ({
      ...range,
      ...{ room_code: room.code, unit_code: null, rate_code: null, days: null, available: 0 },
      ...{ set: {}, amounts: [], at: '/nights' },
    }));
    if (updates.length > 0) await applyToHotel(app, hotelCode, updates);
  }
}

/** The place first: what is cut off is the end of a long name. */
function hotelCodeOf(id: string, place: number): string {
  return `C${place + 1}-${id.toUpperCase()}`.slice(0, HOTEL_CODE_PLACES);
}

async function makePartner(
  app: App,
  {
    code,
    kind,
    connector,
  }: { readonly code: string; readonly kind: 'pms' | 'ota'; readonly connector: string },
): Promise<{ readonly key: string; readonly key_id: string }> {
  const name = `Certification (${connector})`;
  await app.partners.create({ code, name, kind, connector, requests_per_minute: REQUESTS_PER_MINUTE });
  const expires_at = new Date(app.clock.now().getTime() + KEY_MS);
  return app.keys.create(code, { mode: 'test', expires_at });
}

/** A channel's hotel counts by itself: there is no PMS that would acknowledge what is sold. */
function soldBy(side: 'pms' | 'ota', partner: string) {
  return side === 'pms'
    ? { inventory_mode: 'pms' as const, pms: partner, otas: [CHANNEL] }
    : { inventory_mode: 'direct' as const, otas: [partner, CHANNEL] };
}

const DAYS_ON_SALE = 60;

function stockUpdates(names: CaseNames, rooms: number, amount: string): AriUpdate[] {
  const nights = { from: addDays(names.today, 1), to: addDays(names.today, DAYS_ON_SALE), days: null };
  const amounts = [{ guests: null, amount, currency: CURRENCY, tax: 'after' as const }];
  return [names.room, names.room2].flatMap((room_code): AriUpdate[] => [
    {
      ...nights,
      room_code,
      unit_code: null,
      rate_code: null,
      available: rooms,
      set: {},
      amounts: [],
      at: '/on_sale',
    },
    ...[names.rate, names.rate2].map((rate_code): AriUpdate => ({
      ...nights,
      ...{ room_code, unit_code: null, rate_code, set: UNRESTRICTED, amounts, at: '/on_sale' },
    })),
  ]);
}

/** What earlier runs sold and no PMS has acknowledged is not for sale again, so it comes on top. */
async function topUp(app: App, { hotel, today }: CaseNames, rooms: number): Promise<void> {
  const catalogue = await app.openCatalogue(OPERATOR, hotel);
  const nights = { from: addDays(today, 1), to: addDays(today, DAYS_ON_SALE) };
  for (const room of catalogue.rooms) {
    const sold = (await app.readAri({ catalogue, room, ...nights })).filter(
      (night) => night.unacked_rooms > 0,
    );
    const updates = sold.map(({ date, unacked_rooms }): AriUpdate => ({
      ...{ from: date, to: date, days: null, room_code: room.code, unit_code: null, rate_code: null },
      ...{ available: rooms + unacked_rooms, set: {}, amounts: [], at: '/on_sale' },
    }));
    if (updates.length > 0) await applyToHotel(app, hotel, updates);
  }
}
