import { Errors } from '@oclif/core';
import { AppError, ERROR_TRAITS, type ErrorCode, type ErrorKind, type Fault } from '../core/model/errors.js';

/** What the process exits with; the same with and without --json (CONTRIBUTING, stable surface). */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  refused: 3,
  denied: 4,
  notFound: 5,
  conflict: 6,
  temporary: 7,
  partial: 8,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const EXIT_OF_KIND = {
  invalid: EXIT.usage,
  too_large: EXIT.usage,
  unsupported: EXIT.usage,
  unauthenticated: EXIT.denied,
  forbidden: EXIT.denied,
  not_found: EXIT.notFound,
  wrong_method: EXIT.usage,
  refused: EXIT.refused,
  unpaid: EXIT.refused,
  conflict: EXIT.conflict,
  unavailable: EXIT.temporary,
  rate_limited: EXIT.temporary,
  misconfigured: EXIT.usage,
  bug: EXIT.bug,
} as const satisfies Record<ErrorKind, ExitCode>;

/** The next command to run where the error itself names none. */
const NEXT_OF_CODE: Partial<Record<ErrorCode, string>> = {
  HOTEL_NOT_FOUND: 'bellhop hotel list',
  ROOM_NOT_FOUND: 'bellhop hotel list',
  RATE_NOT_FOUND: 'bellhop hotel list',
  PARTNER_NOT_FOUND: 'bellhop partner list',
  BOOKING_NOT_FOUND: 'bellhop booking list',
  REVISION_NOT_FOUND: 'bellhop api get /api/reservations/feed --act-as pms',
  MESSAGE_NOT_FOUND: 'bellhop message list',
  UNAUTHENTICATED: 'bellhop key create --help',
  FORBIDDEN: 'bellhop partner list',
  PARKED: 'bellhop message list --outcome PARKED',
  SOLD_OUT: 'bellhop ari calendar --help',
  PAYMENT_DECLINED: 'bellhop booking create --help',
  HOLD_EXPIRED: 'bellhop booking create --help',
  PRICE_CHANGED: 'bellhop booking create --dry-run --help',
  STAY_RESTRICTED: 'bellhop ari show --help',
  UNAVAILABLE: 'bellhop dev status',
  SHUTTING_DOWN: 'bellhop dev status',
  MIGRATIONS_PENDING: 'bellhop db migrate',
  CONFIG: 'bellhop config explain',
};

/** The `error` of the one JSON document; without --json the same facts as text. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  readonly next: string;
  readonly faults?: readonly Fault[];
  readonly retry_after?: number;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What a server or the network says when it cannot be reached or will not let us in: ours to translate, by code. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_QUERY_INTERRUPTED',
  'ER_QUERY_TIMEOUT',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_READ_ONLY_MODE',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
]);
const REFUSED_BY_MYSQL: ReadonlySet<string> = new Set([
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
]);

/**
 * Anything a command threw, as its exit code and what is shown.
 * `command` is what the user typed ("hotel list"); it is the last resort for the next command to run.
 */
export function reportError(error: unknown, command: string): { exit: number; report: ErrorReport } {
  if (error instanceof Errors.CLIError) return reportUsage(error, command);
  const known = recognise(error);
  const exit = EXIT_OF_KIND[known.kind];
  return {
    exit,
    report: {
      code: known.code,
      message: known.message,
      next: known.next ?? NEXT_OF_CODE[known.code] ?? lastResort(exit, command),
      ...(known.faults.length > 0 ? { faults: known.faults } : {}),
      ...(known.retryAfter === undefined ? {} : { retry_after: known.retryAfter }),
      ...(Object.keys(known.details).length > 0 ? { details: known.details } : {}),
    },
  };
}

/** The report as lines for a terminal; the last one is the next command. */
export function renderError(report: ErrorReport): string {
  // Where the only fault is the message itself, it is said once.
  const told = (report.faults ?? []).filter(({ message }) => message !== report.message);
  const faults = told.map((fault) => {
    const place = fault.line === undefined ? fault.pointer : `${fault.pointer} (line ${fault.line})`;
    return `  ${place === '' ? '' : `${place}: `}${fault.message} [${fault.code}]`;
  });
  return [`Error: ${report.message} [${report.code}]`, ...faults, `Next: ${report.next}`].join('\n');
}

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_TRAITS, text);
}

/** oclif's own errors are about flags and arguments; what its parser saw is not for people. */
function reportUsage(error: Errors.CLIError, command: string): { exit: number; report: ErrorReport } {
  const message = error.message
    .replace(/\n?See more help with --help\s*$/, '')
    .replace(/^Parsing (--?\S+)\s*\n\s*/gm, '$1: ')
    .replace(/^The following errors? occurred:\s*/, '')
    .trim()
    .replace(/:\n\s*/g, ': ')
    .replace(/\n\s*/g, '; ');
  return {
    exit: error.oclif.exit ?? EXIT.usage,
    report: { code: 'USAGE', message, next: `bellhop ${command} --help`.replace('  ', ' ') },
  };
}

function recognise(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = systemCode(error);
  if (code !== undefined && UNREACHABLE.has(code)) {
    return new AppError('UNAVAILABLE', `A server cannot be reached (${code}).`, { cause: error });
  }
  if (code !== undefined && REFUSED_BY_MYSQL.has(code)) {
    return new AppError('CONFIG', `MySQL refuses the user or database of BELLHOP_MYSQL_URL (${code}).`, {
      next: 'bellhop doctor',
      cause: error,
    });
  }
  if (code === 'ER_NO_SUCH_TABLE') {
    return new AppError('MIGRATIONS_PENDING', 'The database lacks a table that this command needs.', {
      cause: error,
    });
  }
  return new AppError('INTERNAL', 'Something went wrong inside Bellhop; this is a bug.', { cause: error });
}

function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function lastResort(exit: ExitCode, command: string): string {
  return exit === EXIT.bug ? `BELLHOP_LOG_LEVEL=debug bellhop ${command}` : `bellhop ${command} --help`;
}
