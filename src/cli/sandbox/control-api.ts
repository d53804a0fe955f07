import { z } from 'zod';
import { AppError, type Fault } from '../../core/model/errors.js';
import { invalid, validate } from '../../core/model/validation.js';
import { bookingInput, calendarInput, fetchInput, pushInput } from './control-schemas.js';
import { faultInput } from './fault-settings.js';
import type { Sandbox } from './sandbox.js';

export interface ControlCall {
  readonly method: string;
  /** Below the prefix, without "/" at either end. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

export interface ControlReply {
  readonly status: number;
  readonly document: unknown;
}

type Handler = (sandbox: Sandbox, call: ControlCall) => unknown;

const MOST_REQUESTS = 10_000;
const hotelQuery = z.strictObject({ hotel: z.string().min(1).max(64).optional() });
const calendarQuery = hotelQuery.extend({
  push: z.enum(['true', 'false'], 'must be true or false').default('false'),
});
const whole = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);
const requestsQuery = z.strictObject({
  after: whole.default(0),
  limit: whole
    .pipe(z.number().min(1, 'must be 1 or more').max(MOST_REQUESTS, `must be ${MOST_REQUESTS} at most`))
    .default(1_000),
});

/** By path, then by method. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  calendar: { GET: readCalendar, PUT: writeCalendar },
  bookings: {
    GET: ({ book }, { query }) => ({
      bookings: book.list(validate(hotelQuery, Object.fromEntries(query), 'query').hotel),
    }),
    POST: (sandbox, { body }) => sandbox.sell(validate(bookingInput, readJson(body), 'booking')),
  },
  faults: {
    GET: ({ dice }) => dice.settings,
    PUT: ({ dice }, { body }) => dice.change(validate(faultInput, readJson(body), 'set of faults')),
  },
  requests: {
    GET: ({ log }, { query }) => ({
      requests: log.list(validate(requestsQuery, Object.fromEntries(query), 'query')),
    }),
  },
  push: {
    POST: (sandbox, { body }) => pmsOf(sandbox).push(withHotel(validate(pushInput, readJson(body), 'push'))),
  },
  fetch: {
    POST: (sandbox, { body }) =>
      pmsOf(sandbox).fetch(withHotel(validate(fetchInput, readJson(body), 'fetch'))),
  },
};

/** The control API: what a test or a demonstration does at the partner's own desk. Never throws: a mistake is a problem document. */
export async function serveControl(sandbox: Sandbox, call: ControlCall): Promise<ControlReply> {
  try {
    const methods = ROUTES[call.path];
    if (methods === undefined) {
      const known = Object.keys(ROUTES).join(', ');
      return problem(
        404,
        new AppError('NOT_FOUND', `There is no control/${call.path.slice(0, 60)}; there are ${known}.`),
      );
    }
    const handler = methods[call.method];
    if (handler === undefined) {
      const known = Object.keys(methods).join(' and ');
      return problem(405, new AppError('METHOD_NOT_ALLOWED', `control/${call.path} takes ${known}.`));
    }
    return { status: 200, document: await handler(sandbox, call) };
  } catch (thrown) {
    if (thrown instanceof AppError) return problem(thrown.code === 'SOLD_OUT' ? 409 : 400, thrown);
    return problem(500, new AppError('INTERNAL', 'The sandbox failed; this is a bug.', { cause: thrown }));
  }
}

export function problem(status: number, { code, message, faults }: AppError): ControlReply {
  const errors = faults.map((fault: Fault) => ({
    pointer: fault.pointer,
    code: fault.code,
    message: fault.message,
  }));
  return { status, document: { type: 'about:blank', title: code, status, code, detail: message, errors } };
}

function readCalendar({ calendar, defaultHotel }: Sandbox, { query }: ControlCall) {
  const hotel = hotelOf(defaultHotel, validate(hotelQuery, Object.fromEntries(query), 'query').hotel);
  return { hotel_code: hotel, cells: calendar.cells(hotel) };
}

async function writeCalendar(sandbox: Sandbox, { query, body }: ControlCall) {
  const { calendar, defaultHotel, pms } = sandbox;
  const { hotel: named, push } = validate(calendarQuery, Object.fromEntries(query), 'query');
  const hotel = hotelOf(defaultHotel, named);
  const sent = readJson(body);
  const { cells } = validate(calendarInput, Array.isArray(sent) ? { cells: sent } : sent, 'calendar');
  const wanted = push === 'true' ? pmsOf(sandbox) : pms;
  calendar.put(hotel, cells);
  wanted?.changed(hotel, cells);
  const pushed = push === 'true' ? await wanted?.push({ full: false, hotel }) : undefined;
  return { hotel_code: hotel, cells: cells.length, ...(pushed === undefined ? {} : { pushed }) };
}

function hotelOf(defaultHotel: string, named: string | undefined): string {
  const hotel = named ?? defaultHotel;
  if (hotel !== '') return hotel;
  throw invalid('query', [{ pointer: '/hotel', code: 'VALIDATION', message: 'is missing; add ?hotel=CODE' }]);
}

function withHotel<T extends { readonly hotel?: string | undefined }>(
  wish: T,
): T & { readonly hotel: string | undefined } {
  return { ...wish, hotel: wish.hotel };
}

function pmsOf({ pms, kind }: Sandbox): NonNullable<Sandbox['pms']> {
  if (pms !== null) return pms;
  const message = `This sandbox is of kind ${kind}; only a PMS pushes and fetches: start one with --kind pms.`;
  throw new AppError('VALIDATION', message);
}

/** @throws AppError MALFORMED; nothing at all means an empty object. */
function readJson(body: Buffer): unknown {
  const text = body.toString('utf8').trim();
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : 'it cannot be read';
    const fault = { pointer: '', code: 'MALFORMED', message: `is not JSON: ${said.slice(0, 200)}` };
    throw new AppError('MALFORMED', `The body is not JSON: ${said.slice(0, 200)}.`, {
      faults: [fault],
      cause,
    });
  }
}
