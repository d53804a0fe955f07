import type { AriMessage } from '../../core/model/ari.js';
import type { MappedRoomRate } from '../../core/model/incoming-reservation.js';
import type { LocalDate } from '../../core/model/local-date.js';
import {
  applyUpdates,
  calendarCell,
  calendarCells,
  type CalendarCell,
  type CalendarNights,
} from '../../connectors/shared/calendar.js';
import { CELL_FIELDS, fieldsOf, setField, type CellChange } from './calendar-fields.js';

/** Codes of hotels that one partner may keep; more is a loop in a test, not a partner. */
const MOST_HOTELS = 10_000;

/** What a simulated partner has stored of its hotels, night by night, as its contract means what it is sent. */
export class SandboxCalendar {
  private readonly hotels = new Map<string, CalendarNights>();

  /** @param oneForAll for contracts whose codes of rooms say the hotel: all hotels share one calendar */
  constructor(private readonly oneForAll: boolean) {}

  apply(hotel: string, message: AriMessage): void {
    const nights = this.nightsOf(hotel);
    if (message.complete_set && message.scope !== 'rates') sellOut(nights, message);
    applyUpdates(nights, message);
  }

  /** Copies, sorted by room, rate plan and night; cells without any value are left out. */
  cells(hotel: string): CalendarCell[] {
    const nights = this.hotels.get(this.keyOf(hotel));
    if (nights === undefined) return [];
    return calendarCells(nights)
      .filter((cell) => fieldsOf(cell).length > 0)
      .map((cell) => structuredClone(cell));
  }

  /** One night, a copy. */
  cell(hotel: string, codes: Pick<CalendarCell, 'room_code' | 'rate_code' | 'date'>): CalendarCell {
    const night = this.hotels
      .get(this.keyOf(hotel))
      ?.get(codes.date)
      ?.find(({ cell }) => isSame(cell, codes));
    return night === undefined ? { ...codes } : structuredClone(night.cell);
  }

  /** Sets exactly the values that are given. */
  put(hotel: string, changes: readonly CellChange[]): void {
    const nights = this.nightsOf(hotel);
    for (const change of changes) {
      const { room_code, rate_code, date } = change;
      const cell = calendarCell(nights, { room_code, rate_code, date });
      for (const field of CELL_FIELDS) {
        const value = change[field];
        if (value !== undefined) setField(cell, field, value ?? undefined);
      }
    }
  }

  /**
   * Sells or gives back rooms of some nights; a count never falls below zero, and a night without count keeps none.
   * @returns the cells that changed.
   */
  adjust(
    hotel: string,
    room_code: string,
    { nights, by }: { readonly nights: readonly LocalDate[]; readonly by: number },
  ): CalendarCell[] {
    return nights.flatMap((date) => {
      const { available } = this.cell(hotel, { room_code, rate_code: null, date });
      if (available === undefined) return [];
      const change = { room_code, rate_code: null, date, available: Math.max(0, available + by) };
      this.put(hotel, [change]);
      return [change];
    });
  }

  hotelCodes(): string[] {
    return [...this.hotels.keys()].sort();
  }

  private keyOf(hotel: string): string {
    return this.oneForAll ? '' : hotel;
  }

  /** The rooms under their rate plans of which something is stored, for contracts that ask what there is. */
  products(hotel: string): MappedRoomRate[] {
    const found = new Map<string, MappedRoomRate>();
    for (const { room_code, rate_code, amounts } of this.cells(hotel)) {
      if (room_code === null || rate_code === null) continue;
      const currency = amounts?.[0]?.currency ?? 'EUR';
      const codes = { room_code, room_name: room_code, rate_code, rate_name: rate_code };
      found.set(JSON.stringify([room_code, rate_code]), {
        ...codes,
        currency,
        max_guests: 2,
        total_rooms: 1,
      });
    }
    return [...found.values()];
  }

  private nightsOf(hotel: string): CalendarNights {
    const key = this.keyOf(hotel);
    const known = this.hotels.get(key);
    if (known !== undefined) return known;
    if (this.hotels.size >= MOST_HOTELS) throw new Error(`more than ${MOST_HOTELS} hotels in one sandbox`);
    const nights: CalendarNights = new Map();
    this.hotels.set(key, nights);
    return nights;
  }
}

/** A complete set replaces what was known: nights that it does not mention are sold out (AriMessage.complete_set). */
function sellOut(nights: CalendarNights, { replaces_closed }: AriMessage): void {
  for (const cell of calendarCells(nights)) {
    if (cell.available !== undefined) cell.available = 0;
    if (replaces_closed === true && cell.rate_code === null && cell.closed !== undefined) cell.closed = null;
  }
}

function isSame(cell: CalendarCell, codes: Pick<CalendarCell, 'room_code' | 'rate_code'>): boolean {
  return cell.room_code === codes.room_code && cell.rate_code === codes.rate_code;
}
