import { dayOfWeek, type LocalDate } from '../../core/model/local-date.js';
import { displayWidth, padToWidth, printable, truncateToWidth } from './display-width.js';

export interface CalendarNight {
  readonly date: LocalDate;
  readonly available_rooms: number;
  readonly closed: boolean;
}

export interface CalendarRoom {
  readonly room_code: string;
  readonly total_rooms: number;
  readonly nights: readonly CalendarNight[];
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const WEEKDAYS = ['M', 'T', 'W', 'T', 'F', 'S', 'S'];
const CELL = 5;
const WIDEST_NAME = 16;
const NIGHTS_OFF_TERMINAL = 31;

export const CALENDAR_LEGEND =
  'count and bar: rooms on sale of all rooms   x: closed   0: sold out   .: never set';

/**
 * Rooms down, nights across: how many rooms are on sale, with a bar for the share of all rooms.
 * Breaks into blocks of as many nights as fit `width` columns.
 */
export function renderCalendar(
  rooms: readonly CalendarRoom[],
  dates: readonly LocalDate[],
  width: number,
): string {
  const name = Math.min(WIDEST_NAME, Math.max(4, ...rooms.map((room) => displayWidth(room.room_code))));
  const across = Number.isFinite(width)
    ? Math.max(1, Math.floor((width - name) / CELL))
    : NIGHTS_OFF_TERMINAL;
  const blocks: string[] = [];
  for (let first = 0; first < dates.length; first += across) {
    blocks.push(renderBlock(rooms, dates.slice(first, first + across), name));
  }
  return blocks.join('\n\n');
}

function renderBlock(rooms: readonly CalendarRoom[], dates: readonly LocalDate[], name: number): string {
  const months = dates.map((date, at) => (at === 0 || date.endsWith('-01') ? date.slice(0, 7) : ''));
  const lines = [
    monthLine(months, name),
    padToWidth('room', name, 'left') +
      dates
        .map((date) => padToWidth(`${WEEKDAYS[dayOfWeek(date)] ?? ''}${date.slice(8)}`, CELL, 'right'))
        .join(''),
  ];
  for (const room of rooms) {
    const nights = new Map(room.nights.map((night) => [night.date, night]));
    const label = padToWidth(truncateToWidth(printable(room.room_code), name), name, 'left');
    lines.push(label + dates.map((date) => renderCell(nights.get(date), room.total_rooms)).join(''));
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** A month's name may run over the narrow cells that follow its first night. */
function monthLine(months: readonly string[], name: number): string {
  let line = ' '.repeat(name);
  months.forEach((month, at) => {
    if (month !== '') line = line.padEnd(name + at * CELL + 2) + month;
  });
  return line;
}

function renderCell(night: CalendarNight | undefined, total: number): string {
  if (night === undefined) return padToWidth('. ', CELL, 'right');
  if (night.closed) return padToWidth('x ', CELL, 'right');
  if (night.available_rooms <= 0) return padToWidth('0 ', CELL, 'right');
  const share = Math.min(1, night.available_rooms / Math.max(1, total));
  const bar = BARS[Math.max(0, Math.ceil(share * BARS.length) - 1)] ?? '';
  return padToWidth(`${night.available_rooms}${bar}`, CELL, 'right');
}
