import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../../../core/model/ari.js';
import type { PushCell } from '../../../core/model/channel-codec.js';
import type { CalendarCell } from '../../../connectors/shared/calendar.js';
import { cellKey, type CellChange, type CellCodes } from '../calendar-fields.js';
import type { SandboxCalendar } from '../sandbox-calendar.js';

const RESTRICTIONS = [...BOOLEAN_RESTRICTIONS, ...NUMBER_RESTRICTIONS] as const;
type Restriction = (typeof RESTRICTIONS)[number];

interface Changed {
  readonly codes: CellCodes;
  /** Restrictions that were taken out and are to be lifted at the other side. */
  readonly lifted: Set<Restriction>;
}

/** The nights that a PMS has changed and not yet told, by hotel. */
export class ChangedCells {
  private readonly hotels = new Map<string, Map<string, Changed>>();

  constructor(private readonly calendar: SandboxCalendar) {}

  add(hotel: string, changes: readonly CellChange[]): void {
    const changed = this.hotels.get(hotel) ?? new Map<string, Changed>();
    this.hotels.set(hotel, changed);
    for (const change of changes) {
      const { room_code, rate_code, date } = change;
      const known = changed.get(cellKey(change));
      const lifted = new Set(known?.lifted);
      for (const field of RESTRICTIONS) if (change[field] === null) lifted.add(field);
      changed.set(cellKey(change), { codes: { room_code, rate_code, date }, lifted });
    }
  }

  hotelsWithChanges(): string[] {
    return [...this.hotels].filter(([, changed]) => changed.size > 0).map(([hotel]) => hotel);
  }

  /** Takes out what changed; who could not tell it puts it back with `add`. */
  take(hotel: string): { readonly cells: PushCell[]; readonly changes: CellChange[] } {
    const changed = [...(this.hotels.get(hotel)?.values() ?? [])];
    this.hotels.delete(hotel);
    const cells = changed.flatMap(({ codes, lifted }) =>
      toPushCell(this.calendar.cell(hotel, codes), [...lifted]),
    );
    const changes = changed.map(({ codes, lifted }): CellChange => ({ ...codes, ...nulls([...lifted]) }));
    return { cells, changes };
  }
}

/** Nothing for a cell of every room: a PMS knows its rooms. */
export function toPushCell(cell: CalendarCell, lifted: readonly Restriction[] = []): PushCell[] {
  const { room_code } = cell;
  return room_code === null ? [] : [{ ...nulls(lifted), ...cell, room_code }];
}

function nulls(fields: readonly Restriction[]): { [Field in Restriction]?: null } {
  return Object.fromEntries(fields.map((field) => [field, null]));
}
