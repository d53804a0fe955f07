import { eventRow, insertEvents, writeOutbox } from '../events/outbox.js';
import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { Hotel } from '../hotels/hotel.js';
import type { AriMessage } from '../model/ari.js';
import type { Clock } from '../model/clock.js';
import { AppError, type Fault } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { todayIn } from '../model/local-date.js';
import type { Partner } from '../partners/partner.js';
import type { Database, Transaction } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import { priceEvents } from './change-events.js';
import { changeRates } from './change-rates.js';
import { applyCounts, type PushWork } from './apply-counts.js';
import type { CellPatches } from './cell-patches.js';
import { countWarnings } from './count-warnings.js';
import { refuseEmpty } from './parked.js';
import { PriceJumps, refuseMassJump } from './price-guard.js';
import { keepProducts, withKnownTerms } from './rate-plan-products.js';
import { refuseCardNumbers } from './refuse-card-numbers.js';
import { raiseRatesVersion } from './rate-store.js';
import { clearReplacedRates } from './replaced-rates.js';
import { resolveEach, resolveUpdates } from './resolve-updates.js';
import { requireOwnPms } from './require-own-pms.js';
import { refuseMassZero, type ZeroGuard } from './zero-guard.js';

export interface AriResult {
  readonly hotel_id: Id;
  /** Cells that the message named. */
  readonly nights_named: number;
  readonly inventory_changed: number;
  readonly rates_changed: number;
  readonly events: number;
  /** For people, one sentence each: applied as sent, but hardly meant so. */
  readonly warnings: readonly string[];
  /** Instructions that were left out, where each is judged by itself. */
  readonly refused?: readonly Fault[];
}

export interface ApplyAriOptions {
  readonly requestId: string | null;
  /** The operator looked at a parked push and wants it applied. */
  readonly confirmed?: boolean;
  /** Decide everything, write nothing. */
  readonly dryRun?: boolean;
  /** An operator applies it once more: it says nothing about the feed. */
  readonly replayed?: boolean;
  /** Also the counts of nights of which a later push has told: the operator takes them back. */
  readonly overNewer?: boolean;
  /**
   * When a message that is applied once more was received: whatever its own clock says or leaves unsaid, it cannot have
   * counted what was acknowledged after that.
   */
  readonly saidBy?: Date;
  /** Judge each instruction by itself (law 7): leave out what cannot be applied and tell it as `refused`. */
  readonly perItem?: boolean;
}

export type ApplyAri = (
  partner: Partner,
  message: AriMessage,
  options: ApplyAriOptions,
) => Promise<AriResult>;

interface Deps {
  readonly database: Database;
  readonly openCatalogue: OpenCatalogue;
  readonly clock: Clock;
  readonly zeroGuard: ZeroGuard;
  readonly metrics: Metrics;
}

class DryRun extends Error {
  constructor(readonly result: AriResult) {
    super('dry run');
  }
}

/**
 * Applies one rates and availability message in one transaction, whole or not at all ("pmsXchange: a message is
 * processed whole or not at all"), or without what is wrong in it where its contract wants that. Only cells that differ are
 * written, in primary-key order, each change with its event.
 * @throws AppError with a fault for every instruction that cannot be applied; HOTEL_NOT_FOUND, HOTEL_INACTIVE; FORBIDDEN for
 * a partner that is not the hotel's PMS; PARKED
 * when it would sell out most of the hotel and nobody has confirmed that.
 */
export function createApplyAri(deps: Deps): ApplyAri {
  const { metrics } = deps;
  return async (partner, message, options) => {
    const count = (outcome: string) => metrics.ariMessages.inc({ connector: partner.connector, outcome });
    try {
      const result = await applyMessage(deps, { partner, message, options });
      count('APPLIED');
      metrics.ariNights.inc({ result: 'named' }, result.nights_named);
      metrics.ariNights.inc({ result: 'changed' }, result.inventory_changed + result.rates_changed);
      return result;
    } catch (error) {
      count(error instanceof AppError ? error.code : 'INTERNAL');
      throw error;
    }
  };
}

async function applyMessage(
  { database, openCatalogue, clock, zeroGuard }: Deps,
  { partner, message: sent, options }: { partner: Partner; message: AriMessage; options: ApplyAriOptions },
): Promise<AriResult> {
  const catalogue = await openCatalogue(partner, sent.hotel_code);
  const { hotel } = catalogue;
  requireOwnPms(partner, hotel, sent.hotel_code);
  if (hotel.status !== 'ACTIVE')
    throw new AppError('HOTEL_INACTIVE', `Hotel "${sent.hotel_code}" is inactive.`);
  refuseCardNumbers(sent);
  const now = clock.now();
  const today = todayIn(hotel.time_zone, now);
  const message = await withKnownTerms(database, { catalogue, message: sent, today });
  refuseEmpty(message, options);
  const { patches, refused } = await resolve({ message, catalogue, today }, options);
  // A complete set is more than its instructions, so it is never taken in part.
  if (refused !== undefined && refused.length > 0 && refused.length === message.updates.length)
    return nothingOf(hotel, refused);
  const work = (tx: Transaction) =>
    applyPatches(tx, { catalogue, message, patches, options, zeroGuard, now, today });
  try {
    return { ...(await database.inTransaction(work)), ...(refused === undefined ? {} : { refused }) };
  } catch (error) {
    if (error instanceof DryRun) return { ...error.result, ...(refused === undefined ? {} : { refused }) };
    throw error;
  }
}

async function resolve(
  { message, catalogue, today }: Pick<PushWork, 'message' | 'catalogue' | 'today'>,
  { perItem = false }: ApplyAriOptions,
): Promise<{ patches: CellPatches; refused?: readonly Fault[] }> {
  if (!perItem || message.complete_set) return { patches: await resolveUpdates(message, catalogue, today) };
  const { patches, faults } = await resolveEach(message, catalogue, { today });
  return { patches, refused: faults };
}

function nothingOf({ hotel_id }: Hotel, refused: readonly Fault[]): AriResult {
  const nothing = { nights_named: 0, inventory_changed: 0, rates_changed: 0, events: 0, warnings: [] };
  return { hotel_id, ...nothing, refused };
}

interface Work extends PushWork {
  readonly options: ApplyAriOptions;
  readonly zeroGuard: ZeroGuard;
}

async function applyPatches(tx: Transaction, work: Work): Promise<AriResult> {
  const { catalogue, message, patches, options, zeroGuard, today } = work;
  const { hotel } = catalogue;
  await lockHotel(tx, hotel);
  if (message.scope === 'rates') {
    await clearReplacedRates(tx, work);
    await keepProducts(tx, work);
  }
  const rooms = await applyCounts(tx, work, options);
  if (options.confirmed !== true)
    await refuseMassZero(tx, {
      catalogue,
      today,
      zeroGuard,
      zeroed: rooms.zeroed,
      requestId: options.requestId,
    });
  await writeOutbox(tx, rooms.events, options.requestId);
  let events = rooms.events.length;
  const jumps = new PriceJumps(zeroGuard.priceTimes ?? Infinity);
  const ratesChanged = await changeRates(tx, patches.rates(), jumps, (changed) => {
    const rows = priceEvents(hotel, changed).map((event) => eventRow(event, options.requestId));
    events += rows.length;
    return () => insertEvents(tx, rows);
  });
  if (options.confirmed !== true) {
    const { requestId } = options;
    await refuseMassJump(tx, { catalogue, today, guard: zeroGuard, jumped: jumps.count, requestId });
  }
  if (ratesChanged > 0) await raiseRatesVersion(tx, hotel.hotel_id);
  const result = {
    hotel_id: hotel.hotel_id,
    nights_named: patches.named,
    inventory_changed: rooms.changed,
    rates_changed: ratesChanged,
    events,
    warnings: countWarnings(patches.rooms(), catalogue),
  };
  if (options.dryRun === true) throw new DryRun(result);
  return message.updates.length === 0 ? { ...result, nights_named: rooms.changed } : result;
}

/** Pushes of one hotel run one at a time, whichever process they reached ("pmsXchange: one request in flight"). */
export async function lockHotel(tx: Transaction, hotel: Hotel): Promise<void> {
  await tx.rows('SELECT hotel_id FROM hotels WHERE hotel_id = ? FOR UPDATE', [hotel.hotel_id]);
}
