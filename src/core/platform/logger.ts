import { pino, type DestinationStream, type Logger } from 'pino';
import { currentRequestId } from './request-context.js';

export type { Logger } from 'pino';

/** Fields that must never reach a log line: a net below the rule that nobody logs bodies in the first place. */
const SECRET_FIELDS = [
  'password',
  'authorization',
  'cookie',
  'key',
  'api_key',
  'guest',
  'first_name',
  'last_name',
  'email',
  'phone',
  'card_number',
  'body',
  'sql',
  'sqlMessage',
  'parameters',
];

const REDACTED_PATHS = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]);

/**
 * JSON lines. ERROR means: something is broken and a person must act; what a partner did wrong is INFO or WARN.
 * Bodies of messages never go here; they are in the journal, redacted.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { app: 'bellhop', pid: process.pid },
    mixin: () => {
      const requestId = currentRequestId();
      return requestId === null ? {} : { request_id: requestId };
    },
    redact: { paths: REDACTED_PATHS, censor: '[hidden]' },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
