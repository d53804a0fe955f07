import type { App } from '../../core/app.js';
import type { AriUpdate } from '../../core/model/ari.js';
import type { LeftOpen } from '../../core/delivery/endpoints.js';
import type { Connector } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import { addDays, nightsOf } from '../../core/model/local-date.js';
import type { PushChange } from '../../core/model/push-certification.js';
import type { Partner } from '../../core/partners/partner.js';
import { sumOf } from '../../connectors/shared/decimal-sum.js';
import {
  applyToHotel,
  CODES,
  CURRENCY,
  onboardCertifiedHotel,
  todayAtCertifiedHotel,
  UNRESTRICTED,
} from './certified-hotel.js';
import type { CaseNames } from './certify-scene.js';
import { fillPlaceholders } from './fill-placeholders.js';

const LAST_DAY = 60;
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
  /**
   * Has the channel closed and forgotten, forgotten all the same where it does not answer.
   * @param settled waits until it is closed, and throws an AppError where that does not come to pass
   * @returns what may still be open there
   */
  close(settled: () => Promise<void>): Promise<readonly LeftOpen[]>;
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
  await onboardCertifiedHotel(app, hotel, { inventory_mode: 'direct', otas: [code] });
  const theirs = target.codes ?? { hotel, ...CODES };
  await mapTo(app, { partner_code: code, hotel_code: hotel, theirs });
  const today = todayAtCertifiedHotel(app);
  const names = { ...theirs, partner: code, key: '', channelKey: '', today, run: app.nextId() };
  let connected: string | null | undefined;
  const ours = { ...names, ...CODES };
  const change = (changes: readonly PushChange[]) =>
    applyToHotel(
      app,
      hotel,
      changes.flatMap((one) => updatesOf(ours, one)),
    );
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
      const { endpoints } = app.delivery;
      try {
        await endpoints.disconnect(code);
        await settled();
        return [];
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return (await endpoints.giveUpClosing(code)) ?? [];
      }
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
    await mappings.set({ ...pair, kind, our_code: CODES[name], their_code: codes[name] });
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
    set: UNRESTRICTED,
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
