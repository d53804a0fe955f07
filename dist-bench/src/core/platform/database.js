import mysql, {} from 'mysql2/promise';
import { AppError } from '../model/errors.js';
import { OpenTransaction } from './open-transaction.js';
/** Deadlock, lock wait, NOWAIT failure and changed snapshot: the transaction changed nothing and may run again. */
const RETRYABLE_ERRNO = new Set([1213, 1205, 3572, 1020]);
const DUPLICATE_ERRNO = 1062;
const MAX_ATTEMPTS = 5;
export function isDuplicateKey(error) {
    return errnoOf(error) === DUPLICATE_ERRNO;
}
function errnoOf(error) {
    if (typeof error !== 'object' || error === null || !('errno' in error))
        return undefined;
    return typeof error.errno === 'number' ? error.errno : undefined;
}
/** Opens the pool. Connects lazily: the first statement fails when the server cannot be reached. */
export function openDatabase(options) {
    const pool = mysql.createPool({
        uri: options.url,
        connectionLimit: options.connections,
        maxIdle: options.connections,
        queueLimit: 10_000,
        dateStrings: true,
        supportBigNumbers: true,
        bigNumberStrings: true,
        timezone: 'Z',
        charset: 'utf8mb4_unicode_520_ci',
        connectTimeout: 5_000,
        enableKeepAlive: true,
        // Dates and decimals come as text, and what is not asked for is not guessed.
        jsonStrings: true,
        // For `later`. Values reach a statement only through the driver's escaping, so none can add a second one.
        multipleStatements: true,
    });
    prepareSessions(pool, options.lockWaitSeconds ?? 5);
    return {
        ...queryable(pool),
        inTransaction: (work) => inTransaction(pool, work),
        withSession: async (work) => {
            const connection = await pool.getConnection();
            try {
                return await work(queryable(connection));
            }
            finally {
                // Destroyed, not returned: a named lock or a session setting must not leak to the next user.
                connection.destroy();
            }
        },
        close: () => pool.end(),
    };
}
function prepareSessions(pool, lockWaitSeconds) {
    pool.on('connection', (connection) => {
        // Queued first on the new connection, so every later statement runs under these settings.
        connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
        connection.query(`SET SESSION sql_mode = 'TRADITIONAL,NO_ENGINE_SUBSTITUTION', SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}, SESSION time_zone = '+00:00'`);
    });
}
function queryable(client) {
    return {
        rows: async (sql, parameters = []) => {
            const [rows] = await client.query(sql, parameters);
            return rows;
        },
        run: async (sql, parameters = []) => {
            const [result] = await client.query(sql, parameters);
            return { affectedRows: result.affectedRows, insertId: String(result.insertId) };
        },
    };
}
async function inTransaction(pool, work) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return await attemptTransaction(pool, work);
        }
        catch (error) {
            if (!RETRYABLE_ERRNO.has(errnoOf(error) ?? 0))
                throw error;
            if (attempt >= MAX_ATTEMPTS) {
                throw new AppError('UNAVAILABLE', 'The database is too busy for this request; send it again.', {
                    retryAfter: 1,
                    cause: error,
                });
            }
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
        }
    }
}
async function attemptTransaction(pool, work) {
    const connection = await pool.getConnection();
    let reusable = false;
    try {
        const transaction = new OpenTransaction(connection);
        try {
            const result = await work(transaction);
            await transaction.commit();
            reusable = true;
            return result;
        }
        catch (error) {
            await transaction.rollback();
            reusable = true;
            throw error;
        }
    }
    finally {
        if (reusable)
            connection.release();
        // A connection that failed to roll back is closed, which makes the server roll back.
        else
            connection.destroy();
    }
}
//# sourceMappingURL=database.js.map