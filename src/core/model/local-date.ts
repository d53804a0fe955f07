/** A stay date, `YYYY-MM-DD`, without time or zone: a string from wire to disk. Strings compare in date order. */
export type LocalDate = string;

const DAY_MS = 86_400_000;
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a real calendar date written `YYYY-MM-DD` (no 30th of February), years 1970 to 2199. */
export function isLocalDate(text: string): boolean {
  if (DAYS.has(text)) return true;
  const match = PATTERN.exec(text);
  if (match === null) return false;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1) return false;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return false;
  keepDate(Date.UTC(year, month - 1, day) / DAY_MS, text);
  return true;
}

/** Days since 1970-01-01. */
export function toEpochDay(date: LocalDate): number {
  const known = DAYS.get(date);
  if (known !== undefined) return known;
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY_MS;
}

/** Read and written once each: there are few dates, and every stay and every message names some of them. */
const DAYS = new Map<LocalDate, number>();
const TEXTS = new Map<number, LocalDate>();
const MOST_TEXTS = 50_000;

function keepDate(day: number, text: LocalDate): void {
  if (TEXTS.size >= MOST_TEXTS) return;
  TEXTS.set(day, text);
  DAYS.set(text, day);
}

export function fromEpochDay(day: number): LocalDate {
  const known = TEXTS.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY_MS).toISOString().slice(0, 10);
  keepDate(day, text);
  return text;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return fromEpochDay(toEpochDay(date) + days);
}

/** Days from `from` to `to`; for a stay, its number of nights. Negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return toEpochDay(to) - toEpochDay(from);
}

/** 0 = Monday ... 6 = Sunday. */
export function dayOfWeek(date: LocalDate): number {
  return (toEpochDay(date) + 3) % 7;
}

/** The nights of a stay: arrival included, departure excluded. */
export function nightsOf(checkIn: LocalDate, checkOut: LocalDate): LocalDate[] {
  const first = toEpochDay(checkIn);
  return Array.from({ length: Math.max(0, toEpochDay(checkOut) - first) }, (_, i) => fromEpochDay(first + i));
}

/** Today where the hotel stands. `timeZone` is an IANA name, checked when the hotel was onboarded. */
export function todayIn(timeZone: string, now: Date): LocalDate {
  return calendarOf(timeZone).format(now);
}

/**
 * `todayIn` for who asks all the time: making a calendar costs more than a query, so each zone's is kept, with what it
 * said for this minute. No zone's day begins within a minute.
 */
export function createTodayIn(): typeof todayIn {
  const known = new Map<string, { calendar: Intl.DateTimeFormat; minute: number; today: LocalDate }>();
  return (timeZone, now) => {
    const minute = Math.floor(now.getTime() / 60_000);
    const last = known.get(timeZone);
    if (last?.minute === minute) return last.today;
    const calendar = last?.calendar ?? calendarOf(timeZone);
    const today = calendar.format(now);
    known.set(timeZone, { calendar, minute, today });
    return today;
  };
}

/** Canada writes dates as YYYY-MM-DD. */
function calendarOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
}

/** Neighbouring dates as ranges, both ends inclusive; the input is sorted and free of duplicates. */
export function toRanges(dates: readonly LocalDate[]): { from: LocalDate; to: LocalDate }[] {
  const ranges: { from: LocalDate; to: LocalDate }[] = [];
  for (const date of dates) {
    const last = ranges.at(-1);
    if (last !== undefined && addDays(last.to, 1) === date) last.to = date;
    else ranges.push({ from: date, to: date });
  }
  return ranges;
}
