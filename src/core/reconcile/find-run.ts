import { OPERATOR_VIEW, type OpenCatalogue } from '../hotels/catalogue.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Partners } from '../partners/partners.js';
import type { Database } from '../platform/database.js';
import type { Difference } from './difference.js';
import type { Run } from './run.js';
import { listRuns, MOST_STORED, readDifferences } from './run-store.js';

export interface WantedRun {
  /** Absent: the last one of the others. */
  readonly run_id?: Id | undefined;
  readonly hotel?: string | undefined;
  readonly partner?: string | undefined;
}

export interface FoundRun extends Run {
  readonly differences: readonly Difference[];
}

export type FindRun = (wanted: WantedRun) => Promise<FoundRun>;

interface Deps {
  readonly database: Database;
  readonly partners: Pick<Partners, 'get'>;
  readonly openCatalogue: OpenCatalogue;
}

/** A run with its differences. @throws AppError NOT_FOUND, HOTEL_NOT_FOUND, PARTNER_NOT_FOUND */
export function createFindRun({ database, partners, openCatalogue }: Deps): FindRun {
  return async ({ run_id, hotel, partner }) => {
    const hotel_id =
      hotel === undefined ? undefined : (await openCatalogue(OPERATOR_VIEW, hotel)).hotel.hotel_id;
    const partner_id = partner === undefined ? undefined : (await partners.get(partner)).partner_id;
    const [run] = await listRuns(database, { run_id, hotel_id, partner_id, limit: 1 });
    if (run === undefined) {
      const message = run_id === undefined ? 'Nothing was compared yet.' : `There is no run ${run_id}.`;
      throw new AppError('NOT_FOUND', message, { next: 'bellhop reconcile run --help' });
    }
    return { ...run, differences: await readDifferences(database, run.run_id, { limit: MOST_STORED }) };
  };
}
