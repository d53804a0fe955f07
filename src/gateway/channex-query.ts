import { AppError } from '../core/model/errors.js';
import { daysBetween, isLocalDate, type LocalDate } from '../core/model/local-date.js';
import { MAX_ROOM_NIGHTS } from './schemas/ari.js';

type Query = Readonly<Record<string, unknown>>;

const PAGE_LIMIT = 100;
const USUAL_LIMIT = 10;
const MAX_PAGE = 1_000;

/** One filter of a query; null where it is not there. */
export function filterOf(query: Query, name: string): string | null {
  const value = query[`filter[${name}]`];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** @throws AppError MALFORMED, which is this contract's bad request ("Channex, availability and rates"). */
export function requireFilter(query: Query, name: string): string {
  const value = filterOf(query, name);
  if (value === null) throw new AppError('MALFORMED', `${name} is required`);
  return value;
}

/** `filter[date]` of one day, or its gte and lte. @throws AppError MALFORMED */
export function dateFilter(query: Query): { from: LocalDate; to: LocalDate } {
  const single = filterOf(query, 'date');
  const from = single ?? textOf(query['filter[date][gte]']);
  const to = single ?? textOf(query['filter[date][lte]']);
  if (from === null || to === null) throw new AppError('MALFORMED', 'date is required');
  if (!isLocalDate(from) || !isLocalDate(to) || from > to || daysBetween(from, to) >= MAX_ROOM_NIGHTS)
    throw new AppError('MALFORMED', 'date is invalid; write YYYY-MM-DD, the first night before the last');
  return { from, to };
}

/** `pagination[page]` from 1, `pagination[limit]` up to 100 ("Channex, pagination"). @throws AppError MALFORMED */
export function pageOf(query: Query): { page: number; limit: number } {
  return {
    page: wholeNumber(query, 'page', { usual: 1, most: MAX_PAGE }),
    limit: wholeNumber(query, 'limit', { usual: USUAL_LIMIT, most: PAGE_LIMIT }),
  };
}

function wholeNumber(query: Query, name: string, { usual, most }: { usual: number; most: number }): number {
  const text = textOf(query[`pagination[${name}]`]);
  if (text === null) return usual;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new AppError('MALFORMED', `pagination ${name} is invalid; send 1 to ${most}`);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
