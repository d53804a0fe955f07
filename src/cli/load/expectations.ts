import { AppError } from '../../core/model/errors.js';
import { OPERATIONS, type Operation } from './scenarios.js';

const TIMES = ['mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max'] as const;
const WHOLE = ['error_rate', 'throughput', 'dropped'] as const;

type Sign = '<' | '<=' | '>' | '>=';

/** Something that --expect asks of a run; `value` is in milliseconds, in requests a second, a share, or a number. */
export interface Expectation {
  readonly text: string;
  readonly metric:
    | { readonly operation: Operation; readonly figure: (typeof TIMES)[number] | 'rate' | 'error_rate' }
    | { readonly operation: null; readonly figure: (typeof WHOLE)[number] };
  readonly sign: Sign;
  readonly value: number;
}

export interface JudgedExpectation {
  readonly expected: string;
  /** With its unit, as it was measured. */
  readonly actual: string;
  readonly met: boolean;
}

const GRAMMAR = /^([a-z_]+)(?:\.([a-z]+[0-9.]*|error_rate))?(<=|>=|<|>)(\d+(?:\.\d+)?)(us|ms|s|%|\/s)?$/;
const MS_OF = { us: 0.001, ms: 1, s: 1_000 } as const;

/**
 * `booking.p99<50ms`, `booking.rate>=95/s`, `booking.error_rate<1%`, `error_rate<0.01`, `throughput>200`, `dropped<1`.
 * @throws AppError VALIDATION naming what there is, also for an operation that the scenario does not have.
 */
export function parseExpectation(given: string, operations: readonly Operation[]): Expectation {
  const match = GRAMMAR.exec(given.replaceAll(/\s/g, ''));
  if (match === null) throw misread(given, 'write it like booking.p99<50ms');
  const [, name = '', figure, sign = '<', digits = '', unit] = match;
  const metric = readMetric(given, { name, figure, operations });
  return {
    text: given,
    metric,
    sign: sign as Sign,
    value: readValue(given, { figure: metric.figure, number: Number(digits), unit }),
  };
}

function readMetric(
  given: string,
  {
    name,
    figure,
    operations,
  }: { name: string; figure: string | undefined; operations: readonly Operation[] },
): Expectation['metric'] {
  if (figure === undefined) {
    const whole = WHOLE.find((known) => known === name);
    if (whole === undefined) throw misread(given, `of the whole run there are ${WHOLE.join(', ')}`);
    return { operation: null, figure: whole };
  }
  const operation = OPERATIONS.find((known) => known === name);
  if (operation === undefined || !operations.includes(operation)) {
    throw misread(given, `this scenario has ${operations.join(', ')}`);
  }
  const known = ([...TIMES, 'rate', 'error_rate'] as const).find((one) => one === figure);
  if (known === undefined) throw misread(given, `there are ${TIMES.join(', ')}, rate and error_rate`);
  return { operation, figure: known };
}

function readValue(
  given: string,
  {
    figure,
    number,
    unit,
  }: { figure: Expectation['metric']['figure']; number: number; unit: string | undefined },
): number {
  if (figure === 'error_rate') {
    if (unit === '%') return number / 100;
    if (unit === undefined) return number;
    throw misread(given, 'an error rate is a share such as 0.01, or a percentage such as 1%');
  }
  if (figure === 'throughput' || figure === 'rate') {
    if (unit === undefined || unit === '/s') return number;
    throw misread(given, 'a rate is in requests a second, such as 95/s');
  }
  if (figure === 'dropped') {
    if (unit === undefined) return number;
    throw misread(given, 'dropped starts are a number');
  }
  if (unit === 'us' || unit === 'ms' || unit === 's') return number * MS_OF[unit];
  throw misread(given, 'a time needs its unit: us, ms or s');
}

export function isMet({ sign, value }: Pick<Expectation, 'sign' | 'value'>, actual: number): boolean {
  switch (sign) {
    case '<':
      return actual < value;
    case '<=':
      return actual <= value;
    case '>':
      return actual > value;
    case '>=':
      return actual >= value;
  }
}

function misread(given: string, remedy: string): AppError {
  return new AppError('VALIDATION', `--expect "${given}" is not understood; ${remedy}.`, {
    next: 'bellhop load run --help',
  });
}
