import { AppError } from '../model/errors.js';
import type { Database, Queryable } from '../platform/database.js';

const NAME = "CONCAT('bellhop:archive:', SHA1(DATABASE()))";

/**
 * Runs `work` while no other process exports from this database or erases in its archive. The lock ends with the
 * connection, so nobody waits for a process that is gone; `stillOurs` tells before a file is put in place that it lasts.
 * @throws AppError UNAVAILABLE when another keeps it for `waitSeconds`.
 */
export async function withArchiveLock<R>(
  { database, waitSeconds }: { readonly database: Database; readonly waitSeconds: number },
  work: (session: Queryable, stillOurs: () => Promise<void>) => Promise<R>,
): Promise<R> {
  return database.withSession(async (session) => {
    const [row] = await session.rows<{ held: string | number | null }>(
      `SELECT GET_LOCK(${NAME}, ?) AS held`,
      [waitSeconds],
    );
    if (Number(row?.held) !== 1) throw busy();
    const stillOurs = async () => {
      const [holder] = await session.rows<{ ours: string | number | null }>(
        `SELECT IS_USED_LOCK(${NAME}) = CONNECTION_ID() AS ours`,
      );
      if (Number(holder?.ours) !== 1) throw busy();
    };
    return work(session, stillOurs);
  });
}

function busy(): AppError {
  return new AppError(
    'UNAVAILABLE',
    'Another process is writing to the archive; try again when it is done.',
    {
      retryAfter: 60,
      next: 'bellhop archive inspect',
    },
  );
}
