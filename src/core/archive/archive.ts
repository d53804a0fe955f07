import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import { createEraseArchive, type EraseArchive } from './erase-archive.js';
import { createExportArchive, type ExportArchive } from './export-archive.js';
import { createReadFacts } from './fact-source.js';
import { createInspectArchive, type InspectArchive } from './inspect-archive.js';
import { createLeadTimeReport, type LeadTimeReport } from './lead-time-report.js';
import { createOccupancyReport, type OccupancyReport } from './occupancy-report.js';
import { createPickupReport, type PickupReport } from './pickup-report.js';
import { createRevenueReport, type RevenueReport } from './revenue-report.js';

/** Bookings as Parquet files, for analysts and for the years after they have left the database. */
export interface Archive {
  readonly export: ExportArchive;
  readonly erase: EraseArchive;
  readonly inspect: InspectArchive;
}

/** The figures of the trade, from the archive or from the database; both give the same. Not scoped by partner. */
export interface Reports {
  readonly revenue: RevenueReport;
  readonly occupancy: OccupancyReport;
  readonly pickup: PickupReport;
  readonly leadTime: LeadTimeReport;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  /** Folder of the archive; made when something is exported. */
  readonly dir: string;
}

export function createArchive(deps: Deps): Archive {
  return {
    export: createExportArchive(deps),
    erase: createEraseArchive(deps),
    inspect: createInspectArchive(deps),
  };
}

export function createReports(deps: Deps): Reports {
  const readFacts = createReadFacts(deps);
  return {
    revenue: createRevenueReport({ readFacts }),
    occupancy: createOccupancyReport({ readFacts, database: deps.database }),
    pickup: createPickupReport({ readFacts }),
    leadTime: createLeadTimeReport({ readFacts }),
  };
}
