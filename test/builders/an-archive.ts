import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import type { Dataset } from '../../src/core/archive/booking-fact.js';
import { anApp, type TestApp } from './an-app.js';
import { archiveBookings, type ArchivedBooking } from './archive-bookings.js';

const YEAR = { from: '2026-01-01', to: '2026-12-31' };

/** Bookings of 2026 and the archive they are exported to: each test begins with none, and with a folder of its own. */
export class TestArchive {
  dir = '';
  #app: TestApp | undefined;
  readonly #folders: string[] = [];

  get t(): TestApp {
    if (this.#app === undefined) throw new Error('the archive is not open yet');
    return this.#app;
  }

  async open(): Promise<void> {
    this.#app = await anApp();
  }

  async close(): Promise<void> {
    await this.#app?.close();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }

  /** Before a test. */
  async begin(): Promise<void> {
    this.dir = mkdtempSync(join(tmpdir(), 'bellhop-archive-'));
    this.#folders.push(this.dir);
    for (const table of ['bookings', 'booking_rooms', 'booking_room_nights']) {
      await this.t.db.database.run(`DELETE FROM ${table}`);
    }
  }

  insert(bookings: readonly ArchivedBooking[]): Promise<string[]> {
    return archiveBookings(this.t, bookings);
  }

  exportAll(
    options: Partial<Parameters<TestApp['app']['archive']['export']>[0]> = {},
  ): ReturnType<TestApp['app']['archive']['export']> {
    return this.t.app.archive.export({ ...YEAR, dir: this.dir, ...options });
  }

  inspect(): ReturnType<TestApp['app']['archive']['inspect']> {
    return this.t.app.archive.inspect({ dir: this.dir });
  }

  /** What the archive says of the year, month by month. */
  revenue(): ReturnType<TestApp['app']['reports']['revenue']> {
    return this.t.app.reports.revenue({ ...YEAR, by: 'month', source: 'archive', dir: this.dir });
  }

  monthPath(month: string, dataset: Dataset = 'bookings'): string {
    return join(this.dir, dataset, `month=${month}`);
  }

  filesOf(month: string, dataset: Dataset = 'bookings'): string[] {
    return readdirSync(this.monthPath(month, dataset)).sort();
  }

  /** Reads a month with the library alone, as somebody else would. */
  async foreignRows(month: string, dataset: Dataset = 'bookings'): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = [];
    for (const name of this.filesOf(month, dataset).filter((file) => file.endsWith('.parquet'))) {
      const file = await asyncBufferFromFile(join(this.monthPath(month, dataset), name));
      rows.push(...(await parquetReadObjects({ file })));
    }
    return rows;
  }
}
