import type { App } from '../../core/app.js';
import type { AriUpdate } from '../../core/model/ari.js';
import type { Connector } from '../../core/model/connector.js';
import { addDays, nightsOf, todayIn } from '../../core/model/local-date.js';
import type { PushChange } from '../../core/model/push-certification.js';
import type { Partner } from '../../core/partners/partner.js';
import { sumOf } from '../../connectors/shared/decimal-sum.js';
import { OPERATOR } from '../operator.js';
import type { CaseNames } from './certify-scene.js';
import { fillPlaceholders } from './fill-placeholders.js';

const TIME_ZONE = 'Europe/Lisbon';
const CURRENCY = 'EUR';
const REQUEST_ID = 'adapter-certify';
const OURS = { room: 'DBL', room2: 'SGL', rate: 'BAR', rate2: 'FLEX' } as const;
const LAST_DAY = 60;
const FREE = {
  ...{ closed: false, closed_to_arrival: false, closed_to_departure: false },
  ...{ min_stay_arrival: null, max_stay_arrival: null, min_stay_through: null, max_stay_through: null },
};
/** What a contract allows by the minute is tried elsewhere; a list is not to wait for it. */
const NO_BUDGET = [{ counts: 'requests', most: 1_000_000, seconds: 60, per: 'token' }] as const;

/** Where the channel is, who we are to it, and its codes of hotel, room types and rate plans. */
export interface PushTarget {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly requestor_id: string | null;
  readonly codes: Pick<CaseNames, 'hotel' | 'room' | 'room2' | 'rate' | 'rate2'> | null;
  /** It is a simulated one, which takes as much as it gets. */
  readonly simulated: boolean;
}

/** A hotel of ours that is sold at the channel. */
export interface PushScene {
  readonly app: App;
  readonly connector: Connector;
  readonly partner: Partner;
  /** Our code of the hotel; `names` has the channel's. */
  readonly hotel: string;
  readonly names: CaseNames;
  /** Connects it, if that is needed for this dialect, and puts the nights back to how every case finds them. */
  begin(dialect: string | null): Promise<void>;
  change(changes: readonly PushChange[]): Promise<void>;
  /** Has the channel closed and forgotten. @param settled waits until that is done */
  close(settled: () => Promise<void>): Promise<void>;
}

/** Repeating it changes nothing of what is there. */
export async function preparePushScene(
  app: App,
  connector: Connector,
  target: PushTarget,
): Promise<PushScene> {
  const code = `certify-${connector.id}-ari`;
  const hotel = `P-${connector.id.toUpperCase()}`.slice(0, 16);
  await app.partners.create({
    code,
    name: `Certification (${connector.id})`,
    kind: 'ota',
    connector: connector.id,
  });
  await app.onboardHotel(hotelFile(hotel, code), { dryRun: false, requestId: REQUEST_ID });
  const theirs = target.codes ?? { hotel, ...OURS };
  await mapTo(app, { partner_code: code, hotel_code: hotel, theirs });
  const today = todayIn(TIME_ZONE, app.clock.now());
  const names = { ...theirs, partner: code, key: '', channelKey: '', today, run: app.nextId() };
  let connected: string | null | undefined;
  const apply = async (updates: AriUpdate[]): Promise<void> => {
    const message = {
      hotel_code: hotel,
      complete_set: false,
      rate_absent: 'room',
      sent_at: null,
      updates,
    } as const;
    await app.applyAri(OPERATOR, message, { requestId: REQUEST_ID });
  };
  const ours = { ...names, ...OURS };
  const change = (changes: readonly PushChange[]) => apply(changes.flatMap((one) => updatesOf(ours, one)));
  return {
    ...{ app, connector, hotel, names, change },
    partner: await app.partners.get(code),
    begin: async (dialect) => {
      await change(START);
      if (connected === dialect) return;
      connected = dialect;
      const { url, username, password, requestor_id, simulated } = target;
      await app.delivery.endpoints.connect({
        ...{
          partner: code,
          url,
          username,
          password,
          requestor_id,
          dialect,
          pricing: 'per_occupancy',
          los: null,
        },
        ...(simulated ? { budgets: NO_BUDGET } : {}),
      });
    },
    close: async (settled) => {
      await app.delivery.endpoints.disconnect(code);
      await settled();
    },
  };
}

async function mapTo(
  { mappings }: App,
  { theirs, ...pair }: { partner_code: string; hotel_code: string; theirs: NonNullable<PushTarget['codes']> },
): Promise<void> {
  const { hotel, ...codes } = theirs;
  await mappings.set({ ...pair, kind: 'hotel', our_code: pair.hotel_code, their_code: hotel });
  for (const [name, kind] of [
    ['room', 'room'],
    ['room2', 'room'],
    ['rate', 'rate'],
    ['rate2', 'rate'],
  ] as const)
    await mappings.set({ ...pair, kind, our_code: OURS[name], their_code: codes[name] });
}

function hotelFile(code: string, channel: string) {
  return {
    ...{
      code,
      name: 'Certification',
      city: 'Porto',
      country: 'PT',
      time_zone: TIME_ZONE,
      currency: CURRENCY,
    },
    inventory_mode: 'direct' as const,
    otas: [channel],
    rooms: [
      { code: OURS.room, room_type: 'DOUBLE', name: 'Double', capacity: 3, total_rooms: 10 },
      { code: OURS.room2, room_type: 'SINGLE', name: 'Single', capacity: 2, total_rooms: 10 },
    ],
    rate_plans: [
      { code: OURS.rate, name: 'Best available', meal_plan: 'ROOM_ONLY' },
      { code: OURS.rate2, name: 'Flexible', meal_plan: 'BED_AND_BREAKFAST' },
    ],
  };
}

const EVERY_PRICE = [1, 2].map((guests) => ({ guests, amount: '100.00' }));

/** How every case finds the nights. */
const START: readonly PushChange[] = ['{room}', '{room2}'].flatMap((room) => [
  { room, from: 1, to: LAST_DAY, available: 5 },
  ...['{rate}', '{rate2}'].map((rate) => ({
    room,
    rate,
    from: 1,
    to: LAST_DAY,
    set: FREE,
    amounts: EVERY_PRICE,
  })),
]);

function updatesOf(ours: CaseNames, change: PushChange): AriUpdate[] {
  const { room, rate, from, to, available, set = {}, amounts = [], rising = false } = change;
  const first = addDays(ours.today, from);
  const last = addDays(ours.today, to);
  const update = (nights: Pick<AriUpdate, 'from' | 'to'>, more: number): AriUpdate => ({
    ...nights,
    room_code: fillPlaceholders(room, ours),
    rate_code: rate === undefined ? null : fillPlaceholders(rate, ours),
    ...{ unit_code: null, days: null, set, at: '/certify' },
    ...(available === undefined ? {} : { available }),
    amounts: amounts.map(({ guests, amount }) => ({
      ...{ guests, currency: CURRENCY, tax: 'after' as const },
      amount: sumOf([amount, String(more)]),
    })),
  });
  if (!rising) return [update({ from: first, to: last }, 0)];
  return nightsOf(first, addDays(last, 1)).map((date, index) => update({ from: date, to: date }, index));
}
