import { fieldBits, type CellField } from '../delivery/cell-fields.js';
import { ROOM_ITSELF, type Mark } from '../delivery/lanes.js';
import type { Dialect } from '../model/dialect.js';
import { toRanges, type LocalDate } from '../model/local-date.js';
import { compareIds, type Id } from '../model/ids.js';
import type { Difference } from './difference.js';
import { RESTRICTION_FIELDS } from './night-cell.js';

/** The nights and fields that a repair tells: no night and no field that is right is told again. */
export type RepairMark = Mark & { readonly fields: number };

type Differing = Pick<Difference, 'room_id' | 'rate_plan_id' | 'date' | 'field' | 'repairable'>;

/** Whether ours restricts a night by this field. */
export type IsRestricted = (
  night: Pick<Differing, 'room_id' | 'rate_plan_id' | 'date'>,
  field: CellField,
) => boolean;

/**
 * The smallest repair: exactly the fields of the nights that differ. Where a contract resets what a restriction message leaves out, also
 * the restrictions that such a night has.
 */
export function planRepair(
  differences: readonly Differing[],
  dialect: Dialect,
  isRestricted: IsRestricted,
): RepairMark[] {
  const nights = new Map<
    string,
    { room_id: Id; rate_plan_id: Id; date: LocalDate; fields: Set<CellField> }
  >();
  for (const { room_id, rate_plan_id, date, field, repairable } of differences) {
    if (!repairable) continue;
    const key = `${room_id} ${rate_plan_id} ${date}`;
    const night = nights.get(key) ?? { room_id, rate_plan_id, date, fields: new Set<CellField>() };
    nights.set(key, night);
    night.fields.add(field);
    for (const one of toldAlong(field, dialect)) if (isRestricted(night, one)) night.fields.add(one);
  }
  return toMarks(
    [...nights.values()].map(({ fields, ...night }) => ({ ...night, fields: fieldBits(fields) })),
  );
}

const STAYS = ['min_stay_arrival', 'max_stay_arrival', 'min_stay_through', 'max_stay_through'] as const;

/** "Expedia, AR: omitted minLOS and maxLOS are reset". */
function toldAlong(field: CellField, { absent_restriction }: Dialect): readonly CellField[] {
  const isRestriction = field !== 'closed' && RESTRICTION_FIELDS.includes(field);
  return isRestriction && absent_restriction !== 'unchanged' ? STAYS : [];
}

/** Contracts with one word for both tell the limit of the arrival where there is one, or else that of every night. */
export function otherMeaning(field: CellField): CellField | null {
  const meant = field.endsWith('_arrival') ? 'through' : 'arrival';
  return STAYS.find((stay) => stay !== field && stay === `${field.slice(0, 8)}_${meant}`) ?? null;
}

interface RepairNight {
  readonly room_id: Id;
  readonly rate_plan_id: Id;
  readonly date: LocalDate;
  readonly fields: number;
}

/** Neighbouring nights with the same fields are one mark. */
function toMarks(nights: readonly RepairNight[]): RepairMark[] {
  const groups = new Map<string, RepairNight[]>();
  for (const night of nights) {
    const key = `${night.room_id} ${night.rate_plan_id} ${night.fields}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [night]);
    else group.push(night);
  }
  const marks = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { room_id, rate_plan_id, fields } = first;
    const dates = [...new Set(group.map(({ date }) => date))].sort();
    return toRanges(dates).map((range) => ({ room_id, rate_plan_id, ...range, fields, urgent: false }));
  });
  return marks.sort(
    (a, b) =>
      compareIds(a.room_id, b.room_id) ||
      compareRates(a.rate_plan_id, b.rate_plan_id) ||
      (a.from < b.from ? -1 : 1),
  );
}

function compareRates(a: Id, b: Id): number {
  if (a === b) return 0;
  if (a === ROOM_ITSELF || b === ROOM_ITSELF) return a === ROOM_ITSELF ? -1 : 1;
  return compareIds(a, b);
}
