import type { Database } from '../platform/database.js';
import { lockHotel } from './apply-ari-update.js';
import { applyCounts, type CellChange, type PushWork } from './apply-counts.js';

class Foretold extends Error {
  constructor(readonly cells: readonly CellChange[]) {
    super('foretold');
  }
}

/**
 * The cells that the counts and room-level stop-sells of a message would change if they were applied over whatever newer
 * messages have said, as they would then be written: decided by the code that writes them, and rolled back.
 */
export async function foretellCounts(
  database: Database,
  work: PushWork,
  saidBy: Date,
): Promise<readonly CellChange[]> {
  try {
    return await database.inTransaction(async (tx) => {
      await lockHotel(tx, work.catalogue.hotel);
      const { cells } = await applyCounts(tx, work, { overNewer: true, saidBy });
      throw new Foretold(cells);
    });
  } catch (error) {
    if (error instanceof Foretold) return error.cells;
    throw error;
  }
}
