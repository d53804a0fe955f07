import type { ApplyAri } from '../ari/apply-ari-update.js';
import type { ReadAri } from '../ari/read-ari.js';
import { fieldsOf } from '../delivery/cell-fields.js';
import type { Endpoints } from '../delivery/endpoints.js';
import { markLanes } from '../delivery/lanes.js';
import { pause } from '../events/pause.js';
import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { PushCell } from '../model/channel-codec.js';
import type { Clock } from '../model/clock.js';
import type { Partners } from '../partners/partners.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { repairOurs } from './repair-ours.js';
import { planCells } from './repair-cells.js';
import type { NightCell } from './night-cell.js';
import type { RunReconcile, RunRequest, RunResult } from './run-reconcile.js';

export interface FixOptions {
  readonly dryRun: boolean;
  /** How long the delivery is waited for before the two sides are compared once more. */
  readonly waitMs: number;
}

export interface FixResult {
  /** What was found. */
  readonly run: RunResult;
  /** What is told: the present values of the fields that differ. */
  readonly cells: readonly PushCell[];
  /** Fields of nights that are told: as the channel's contract says them. */
  readonly values: number;
  /** Those of them that are of nights which the channel would not take. */
  readonly refused: number;
  readonly dry_run: boolean;
  /** Whether the delivery has ended; false: it is still under way, or stands still. */
  readonly delivered: boolean;
  /** What was found afterwards; null: nothing was told. */
  readonly after: RunResult | null;
}

export type FixReconcile = (request: RunRequest, options: FixOptions) => Promise<FixResult>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly partners: Pick<Partners, 'get'>;
  readonly openCatalogue: OpenCatalogue;
  readonly readAri: ReadAri;
  readonly endpoints: Pick<Endpoints, 'open'>;
  readonly applyAri: ApplyAri;
  readonly run: RunReconcile;
  /** Something is due now. */
  readonly wake: () => void;
}

const POLL_MS = 100;

/**
 * Repairs what differs, and nothing else. A channel is told through delivery, in order with all else and with the values of that
 * moment, so no count there can become higher than ours. What a PMS was proven to have said is applied once more.
 */
export function createFixReconcile(deps: Deps): FixReconcile {
  return async (request, options) => {
    const run = await deps.run(request);
    if (request.side === 'pms') return fixOurs(deps, request, { run, options });
    const partner = await deps.partners.get(request.partner);
    const endpoint = await deps.endpoints.open(partner.partner_id);
    const catalogue = await deps.openCatalogue(partner, run.hotel_id);
    const { differences, source } = run;
    const { marks, cells, said, values } = await planCells(deps.readAri, {
      endpoint,
      catalogue,
      source,
      differences,
    });
    const planned = { run, cells, values, refused: 0, dry_run: options.dryRun };
    if (options.dryRun || marks.length === 0) return { ...planned, delivered: false, after: null };
    const lane = { partner_id: partner.partner_id, hotel_id: run.hotel_id, kind: 'ari' as const };
    const { database, clock, nextId } = deps;
    await database.inTransaction((tx) =>
      markLanes(tx, [{ ...lane, marks }], { now: toSqlTime(clock.now()), nextId }),
    );
    deps.wake();
    const delivered = await settled(deps, lane, options);
    const after = await deps.run(request);
    return { ...planned, refused: refusedOf(said, after), delivered, after };
  };
}

/** How many of the values that were told are of nights that differ still because the channel refused them. */
function refusedOf(said: readonly NightCell[], after: RunResult): number {
  const key = ({ room_code, rate_code, date }: Pick<NightCell, 'room_code' | 'rate_code' | 'date'>) =>
    JSON.stringify([room_code, rate_code, date]);
  const nights = new Set(after.differences.filter(({ cause }) => cause === 'refused').map(key));
  return said.filter((cell) => nights.has(key(cell))).reduce((sum, cell) => sum + fieldsOf(cell).length, 0);
}

async function fixOurs(
  { database, partners, applyAri, run: compare }: Deps,
  request: RunRequest,
  { run, options }: { readonly run: RunResult; readonly options: FixOptions },
): Promise<FixResult> {
  const partner = await partners.get(request.partner);
  const cells = await repairOurs({ database, applyAri }, partner, { run, dryRun: options.dryRun });
  const values = cells.reduce((sum, cell) => sum + fieldsOf(cell).length, 0);
  const planned = { run, cells, values, refused: 0, dry_run: options.dryRun };
  if (options.dryRun || cells.length === 0) return { ...planned, delivered: false, after: null };
  return { ...planned, delivered: true, after: await compare(request) };
}

/** @returns whether nothing of the hotel waits any more. */
async function settled(
  { database }: Deps,
  { partner_id, hotel_id }: { readonly partner_id: string; readonly hotel_id: string },
  { waitMs }: FixOptions,
): Promise<boolean> {
  const patience = new AbortController();
  for (const until = performance.now() + waitMs; performance.now() < until;) {
    const waiting = await database.rows(
      `SELECT 1 FROM deliveries WHERE partner_id = ? AND hotel_id = ? AND kind = 'ari' AND subject = '' AND state <> 'DONE'`,
      [partner_id, hotel_id],
    );
    if (waiting.length === 0) return true;
    await pause(POLL_MS, patience.signal);
  }
  return false;
}
