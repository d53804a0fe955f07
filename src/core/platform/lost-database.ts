/**
 * Codes by which mysql2 and the socket below it say that the server cannot be reached or went away. Whether a
 * statement that was under way took effect is then unknown: who does the same again must be safe to do so.
 */
const LOST_DATABASE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_SERVER_SHUTDOWN',
  'ER_NORMAL_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_NEW_ABORTING_CONNECTION',
  // Read-only for a while: a failover is under way, or its operator has closed it.
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  // Ended by its operator, or by a limit of the server's.
  'ER_QUERY_INTERRUPTED',
  'ER_QUERY_TIMEOUT',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_LOCK_DEADLOCK',
]);

/** MariaDB's own number for a statement that ran too long (ER_STATEMENT_TIMEOUT), which the driver has no name for. */
const STATEMENT_TIMEOUT_ERRNO = 1969;

/** True for an error of the database's driver that says nothing of the statement, only that the server is away or busy. */
export function isLostDatabase(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // A missing file is ENOENT as well, and ours to mend.
  if ('code' in error && error.code === 'ENOENT') return 'syscall' in error && error.syscall === 'connect';
  if ('code' in error && typeof error.code === 'string' && LOST_DATABASE.has(error.code)) return true;
  if ('errno' in error && error.errno === STATEMENT_TIMEOUT_ERRNO) return true;
  // mysql2 marks a connection that can no longer be used, also where it gives no code.
  return 'fatal' in error && error.fatal === true;
}
