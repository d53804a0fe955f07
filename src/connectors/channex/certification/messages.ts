import type {
  CertificationCell,
  CertificationExpectation,
  CertificationStep,
} from '../../../core/model/certification.js';

const BASE = '/pms/channex/api/v1';
const HEADERS = { 'user-api-key': '{key}', 'content-type': 'application/json' } as const;

type Fields = Readonly<Record<string, unknown>>;

/** Twin room and double room of the scenarios, each under both rate plans. */
export const TWIN = { bar: '{room}:{rate}', breakfast: '{room}:{rate2}' } as const;
export const DOUBLE = { bar: '{room2}:{rate}', breakfast: '{room2}:{rate2}' } as const;

export const on = (day: number): Fields => ({ date: `{day+${day}}` });
export const nights = (from: number, to: number): Fields => ({
  date_from: `{day+${from}}`,
  date_to: `{day+${to}}`,
});

/** One call to an endpoint, as each scenario demands, with what must be stored afterwards. */
export function push(
  endpoint: 'availability' | 'restrictions',
  values: readonly Fields[],
  expect: CertificationExpectation = TAKEN,
): CertificationStep {
  const body = JSON.stringify({ values: values.map((value) => ({ property_id: '{hotel}', ...value })) });
  return { request: { method: 'POST', path: `${BASE}/${endpoint}`, headers: HEADERS, body }, expect };
}

export function get(path: string, expect: CertificationExpectation): CertificationStep {
  return { request: { method: 'GET', path: `${BASE}${path}`, headers: HEADERS }, expect };
}

export function post(path: string, expect: CertificationExpectation): CertificationStep {
  return { request: { method: 'POST', path: `${BASE}${path}`, headers: HEADERS, body: '{}' }, expect };
}

/** Applied without a warning. */
export const TAKEN: CertificationExpectation = {
  status: 200,
  contains: ['"type":"task"', '"message":"Success"', '"warnings":[]'],
};

export const taken = (...cells: readonly CertificationCell[]): CertificationExpectation => ({
  ...TAKEN,
  cells,
});

/** What a night of a rate plan of a room type must be. */
export function cell(plan: string, day: number, fields: Fields): CertificationCell {
  const [room = '', rate = ''] = plan.split(':');
  return { room, rate, day, fields };
}

/** So many rooms of both room types, for a rate plan of a night that nobody has counted is not shown. */
export const COUNTED = push('availability', [
  { room_type_id: '{room}', ...nights(1, 200), availability: 8 },
  { room_type_id: '{room2}', ...nights(1, 200), availability: 1 },
]);
