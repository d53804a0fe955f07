import { addDays, type LocalDate } from '../../core/model/local-date.js';
import type { CellDifference, CellFieldValue } from '../diff-ari.js';

/** One field that a message would change alike on neighbouring nights. */
export interface ChangedRange {
  readonly room_code: string;
  readonly rate_code: string | null;
  readonly from: LocalDate;
  /** Inclusive. */
  readonly to: LocalDate;
  readonly nights: number;
  readonly field: string;
  readonly stored: CellFieldValue;
  readonly becomes: CellFieldValue;
}

/** Differences, equal ones of neighbouring nights together, in the order of room, rate plan, field and night. */
export function toChangedRanges(differences: readonly CellDifference[]): ChangedRange[] {
  const keyOf = ({ room_code, rate_code, field }: CellDifference) =>
    [room_code, rate_code === null ? 0 : 1, rate_code ?? '', field].join('\n');
  const sorted = differences
    .map((difference) => ({ difference, key: keyOf(difference) }))
    .sort((a, b) =>
      a.key === b.key ? compare(a.difference.date, b.difference.date) : compare(a.key, b.key),
    );
  const ranges: ChangedRange[] = [];
  let lastKey = '';
  for (const { difference, key } of sorted) {
    const { room_code, rate_code, date, field, stored, file } = difference;
    const last = ranges.at(-1);
    const goesOn =
      last !== undefined &&
      key === lastKey &&
      last.stored === stored &&
      last.becomes === file &&
      addDays(last.to, 1) === date;
    if (goesOn) ranges[ranges.length - 1] = { ...last, to: date, nights: last.nights + 1 };
    else ranges.push({ room_code, rate_code, from: date, to: date, nights: 1, field, stored, becomes: file });
    lastKey = key;
  }
  return ranges;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
