import { AppError } from '../../core/model/errors.js';
import type { Database } from '../../core/platform/database.js';

const NAME = "CONCAT('bellhop:certify:', SHA1(CONCAT(DATABASE(), ' ', ?)))";

/**
 * Runs `work` while nobody else certifies the same contract on these stores: two runs would share partner, hotels and channel, and
 * each would fail for what the other does. The lock ends with the connection, so nobody waits for a run that was killed.
 * @throws AppError CONFLICT
 */
export async function withOneCertification<R>(
  database: Database,
  connector: string,
  work: () => Promise<R>,
): Promise<R> {
  return database.withSession(async (session) => {
    const [row] = await session.rows<{ held: string | number | null }>(
      `SELECT GET_LOCK(${NAME}, 0) AS held`,
      [connector],
    );
    if (Number(row?.held) === 1) {
      try {
        return await work();
      } finally {
        // The end of the connection frees it too, but a moment late: the next run would find it taken.
        await session.rows(`SELECT RELEASE_LOCK(${NAME})`, [connector]).catch(() => undefined);
      }
    }
    throw new AppError(
      'CONFLICT',
      `"${connector}" is being certified on these stores already; nothing was done. Try again when that run is over.`,
      { next: `bellhop adapter certify ${connector}` },
    );
  });
}
