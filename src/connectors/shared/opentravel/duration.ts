const DURATION =
  /^P(?:0+Y)?(?:0+M)?(?:(\d{1,4})W)?(?:(\d{1,5})[DN])?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?$/;

/** As Booking.com writes it: days, and hours where there are some (4D, 4D8H, 4D8). */
const SHORT_DURATION = /^(?:(\d{1,5})D)?(?:(\d{1,6})H?)?$/;

/**
 * The days of an xs:duration, a duration without its P and T (4D8H), a night duration (P3N) or a plain whole number, with a fraction where it has hours.
 * @returns null for what is none of these; also for years and months, whose days nobody can count.
 */
export function parseDays(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d{1,5}$/.test(trimmed)) return Number(trimmed);
  const short = SHORT_DURATION.exec(trimmed);
  if (short !== null && /^\d.*[DH\d]$/.test(trimmed)) {
    return Number(short[1] ?? 0) + Number(short[2] ?? 0) / 24;
  }
  const match = DURATION.exec(trimmed);
  if (match === null || !/\d/.test(trimmed)) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return weeks * 7 + days + (hours + minutes / 60 + seconds / 3600) / 24;
}
