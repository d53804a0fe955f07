import { AppError } from '../model/errors.js';
import type { Database } from '../platform/database.js';
import type { Serialise } from './cassandra-schema.js';

const WAIT_SECONDS = 30;

/** One turn after the other over all processes on this database server, by a named lock of it. */
export function createSchemaLock({ database }: { readonly database: Database }): Serialise {
  return (work) =>
    database.withSession(async (session) => {
      const [lock] = await session.rows<{ held: number | null }>(
        "SELECT GET_LOCK('bellhop:cassandra-schema', ?) AS held",
        [WAIT_SECONDS],
      );
      if (Number(lock?.held) !== 1) {
        throw new AppError('UNAVAILABLE', 'Another process is changing the schema of Cassandra; try again.', {
          retryAfter: 5,
        });
      }
      return work();
    });
}
