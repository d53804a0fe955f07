import { z } from 'zod';
import { isId } from '../model/ids.js';
import { invalid } from '../model/validation.js';
import type { Sort, SortKey } from './search-index.js';

const id = z.string().refine(isId);
const number = z.number();

const KEYS = {
  recommended: z.tuple([number, number, id]),
  price: z.tuple([number, id]),
  rating: z.tuple([number, id]),
  distance: z.tuple([number, id]),
  name: z.tuple([z.string().max(1_000), id]),
} as const satisfies Record<Sort, z.ZodType<SortKey>>;

/** Where the next page begins, as opaque text; it holds nothing that its reader may not know. */
export function writeCursor(sort: Sort, key: SortKey): string {
  return Buffer.from(JSON.stringify([sort, ...key])).toString('base64url');
}

/** @throws AppError VALIDATION for anything that is not a cursor of this order. */
export function readCursor(sort: Sort, cursor: string): SortKey {
  const [ofSort, ...key] = parse(cursor);
  const result = KEYS[sort].safeParse(key);
  if (ofSort === sort && result.success) return result.data;
  throw invalid('query', [
    {
      pointer: '/cursor',
      code: 'VALIDATION',
      message: 'is not the next_cursor of a search in the same order; ask without it for the first page',
    },
  ]);
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    // Not our text; the caller says so.
    return [];
  }
}
