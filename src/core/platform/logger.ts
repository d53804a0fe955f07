import { pino, type DestinationStream, type Logger } from 'pino';
import { hideCardNumbers, holdsCardNumber } from '../model/card-number.js';

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

const OWN_ID = /^\d{17,19}$/;

/** A net of the same kind: what a partner calls its message, its codes and its requests may be a card number by mistake. */
function withoutCards(facts: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value !== 'string' || (name.endsWith('_id') && OWN_ID.test(value))) continue;
    if (holdsCardNumber(value)) return { ...facts, ...hideIn(facts) };
  }
  return facts;
}

function hideIn(facts: Record<string, unknown>): Record<string, unknown> {
  const texts = Object.entries(facts).filter(
    ([name, value]) => typeof value === 'string' && !(name.endsWith('_id') && OWN_ID.test(value)),
  );
  return Object.fromEntries(texts.map(([name, value]) => [name, hideCardNumbers(String(value))]));
}

/**
 * JSON lines. ERROR means: something is broken and a person must act; what a partner did wrong is INFO or WARN.
 * Bodies of messages never go here; they are in the journal, redacted.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { app: 'bellhop', pid: process.pid },
    redact: { paths: REDACTED_PATHS, censor: '[hidden]' },
    formatters: { level: (label: string) => ({ level: label }), log: withoutCards },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
