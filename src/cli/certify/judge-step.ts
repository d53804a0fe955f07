import type { CertificationExpectation } from '../../core/model/certification.js';
import { addDays } from '../../core/model/local-date.js';
import type { CaseNames } from './certify-scene.js';
import { fillPlaceholders } from './fill-placeholders.js';
import type { StepAnswer } from './send-step.js';

export interface StepToJudge {
  readonly expect: CertificationExpectation;
  readonly answer: StepAnswer;
  readonly names: CaseNames;
  readonly captured: ReadonlyMap<string, string>;
}

/** What of an answer is not as expected, in words; none: it passes. */
export function judgeAnswer({ expect, answer, names, captured }: StepToJudge): string[] {
  const { status, contains = [], lacks = [] } = expect;
  const fill = (text: string) => fillPlaceholders(text, names, captured);
  return [
    ...(status === undefined || status === answer.status
      ? []
      : [`HTTP status ${answer.status}, expected ${status}`]),
    ...contains
      .map(fill)
      .flatMap((text) => (answer.body.includes(text) ? [] : [`the answer lacks "${text}"`])),
    ...lacks
      .map(fill)
      .flatMap((text) =>
        answer.body.includes(text) ? [`the answer holds "${text}", which it must not`] : [],
      ),
  ];
}

/** What an answer gives to the steps after it; a name that is not found is a failure. */
export function captureFrom({ expect, answer }: Pick<StepToJudge, 'expect' | 'answer'>): {
  readonly found: readonly (readonly [name: string, value: string])[];
  readonly failures: readonly string[];
} {
  const found: (readonly [string, string])[] = [];
  const failures: string[] = [];
  for (const [name, pattern] of Object.entries(expect.capture ?? {})) {
    const value = new RegExp(pattern).exec(answer.body)?.[1];
    if (value === undefined) failures.push(`the answer has nothing for {${name}} (${pattern})`);
    else found.push([name, value]);
  }
  return { found, failures };
}

/** Reads one room from one night to another as GET /api/ari shows it. */
export type ReadNights = (room: string, date: string) => Promise<Readonly<Record<string, unknown>> | null>;

export async function judgeCells(
  { expect, names, captured }: Omit<StepToJudge, 'answer'>,
  readNight: ReadNights,
): Promise<string[]> {
  const failures: string[] = [];
  for (const { room, rate, day, fields } of expect.cells ?? []) {
    const code = fillPlaceholders(room, names, captured);
    const rateCode = rate === undefined ? undefined : fillPlaceholders(rate, names, captured);
    const date = addDays(names.today, day);
    const night = await readNight(code, date);
    const cell = rateCode === undefined ? night : rateOf(night, rateCode);
    const where = `${code}${rateCode === undefined ? '' : ` ${rateCode}`} on ${date}`;
    if (cell === null) failures.push(`nothing is stored for ${where}`);
    else failures.push(...compare(cell, fields, where));
  }
  return failures;
}

/** A rate plan of which nothing was ever said for a night is open there, and has neither rule nor price. */
const UNSAID: Readonly<Record<string, unknown>> = {
  closed: false,
  closed_to_arrival: false,
  closed_to_departure: false,
};

function rateOf(
  night: Readonly<Record<string, unknown>> | null,
  rateCode: string,
): Readonly<Record<string, unknown>> | null {
  const rates = night?.['rates'];
  if (!Array.isArray(rates)) return null;
  return (
    (rates as Readonly<Record<string, unknown>>[]).find((one) => one['rate_code'] === rateCode) ?? UNSAID
  );
}

function compare(
  cell: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, unknown>>,
  where: string,
): string[] {
  return Object.entries(fields).flatMap(([field, wanted]) => {
    const [is, should] = [JSON.stringify(cell[field] ?? null), JSON.stringify(wanted ?? null)];
    return is === should ? [] : [`${where}: ${field} is ${is}, expected ${should}`];
  });
}
