import { AppError, type Fault } from '../model/errors.js';
import { invalid } from '../model/validation.js';
import { findPartners } from '../partners/partner-rows.js';
import type { Partner } from '../partners/partner.js';
import type { Queryable } from '../platform/database.js';
import type { HotelInput } from './hotel-input.js';

export interface HotelPartners {
  /** undefined: the file says nothing of a PMS; null: the hotel has none any more. */
  readonly pms: Partner | null | undefined;
  /** The PMS, where there is one, and the channels. */
  readonly all: readonly Partner[];
}

/**
 * The partners that a hotel file names.
 * @throws AppError PARTNER_NOT_FOUND naming every missing one; VALIDATION where one is of the wrong kind.
 */
export async function resolvePartners(queryable: Queryable, input: HotelInput): Promise<HotelPartners> {
  const named = [
    ...(typeof input.pms === 'string' ? [{ code: input.pms, kind: 'pms', pointer: '/pms' }] : []),
    ...(input.otas ?? []).map((code, index) => ({ code, kind: 'ota', pointer: `/otas/${index}` })),
  ];
  const known = await findPartners(
    queryable,
    named.map(({ code }) => code),
  );
  const missing = named.filter(({ code }) => !known.has(code));
  if (missing.length > 0) throw notFound(missing);
  const all = named.flatMap(({ code }) => known.get(code) ?? []);
  const faults = named.flatMap(({ code, kind, pointer }): Fault[] => {
    const actual = known.get(code)?.kind;
    const message = `must be a partner of kind ${kind}, and "${code}" is of kind ${actual ?? 'none'}`;
    return actual === kind ? [] : [{ pointer, code: 'VALIDATION', message }];
  });
  if (faults.length > 0) throw invalid('hotel file', faults);
  return { pms: typeof input.pms === 'string' ? known.get(input.pms) : input.pms, all };
}

function notFound(missing: readonly { code: string; kind: string; pointer: string }[]): AppError {
  const [first] = missing;
  const codes = missing.map(({ code }) => `"${code}"`).join(', ');
  return new AppError('PARTNER_NOT_FOUND', `There is no partner ${codes}; create it first.`, {
    faults: missing.map(({ code, kind, pointer }) => ({
      pointer,
      code: 'PARTNER_NOT_FOUND',
      message: `"${code}" is not a partner; create it with kind ${kind}`,
    })),
    next: `bellhop partner create ${first?.code ?? 'CODE'} --kind ${first?.kind ?? 'KIND'} --name NAME`,
  });
}
