import type { Dialect } from '../../core/model/dialect.js';
import { addDays } from '../../core/model/local-date.js';
import type { PushExpectation, PushStep } from '../../core/model/push-certification.js';
import type { CalendarCell } from '../../connectors/shared/calendar.js';
import { sumOf } from '../../connectors/shared/decimal-sum.js';
import { fillPlaceholders } from './fill-placeholders.js';
import type { PushedMessage } from './push-result.js';
import type { PushRun } from './run-push-cases.js';

/** What was sent, against what the case asks for. */
export function judgeMessages(
  { scene }: Pick<PushRun, 'scene'>,
  expect: PushExpectation,
  messages: readonly PushedMessage[],
): string[] {
  const text = messages.map(({ request }) => request).join('\n');
  const fill = (pattern: string) => fillPlaceholders(pattern, scene.names);
  const { least_requests = 0, most_requests = Infinity, contains = [], lacks = [] } = expect;
  return [
    ...compareLists('outcomes', once(messages.map(({ outcome }) => outcome)), expect.outcomes),
    ...compareLists('messages', once(messages.map(({ message }) => message)), expect.messages),
    ...(messages.length < least_requests
      ? [`${messages.length} messages, expected ${least_requests} or more`]
      : []),
    ...(messages.length > most_requests
      ? [`${messages.length} messages, expected ${most_requests} at most`]
      : []),
    ...contains.map(fill).flatMap((part) => (text.includes(part) ? [] : [`the messages lack "${part}"`])),
    ...lacks
      .map(fill)
      .flatMap((part) => (text.includes(part) ? [`the messages hold "${part}", which they must not`] : [])),
  ];
}

/** Runs of the same word count once. */
function once(words: readonly string[]): string[] {
  return words.filter((word, index) => word !== words[index - 1]);
}

function compareLists(what: string, are: readonly string[], should: readonly string[] | undefined): string[] {
  if (should === undefined || are.join(' ') === should.join(' ')) return [];
  return [`${what} are "${are.join(', ')}", expected "${should.join(', ')}"`];
}

/** What the channel says that it got, against what we say that we sent. */
export async function judgeReceived(
  { control }: PushRun,
  {
    dialect,
    after,
    messages,
  }: { readonly dialect: Dialect; readonly after: number; readonly messages: readonly PushedMessage[] },
): Promise<string[]> {
  if (control === null) return [];
  const received = await control.requests(after);
  const bodies = new Set(received.map(({ body }) => comparable(body)));
  const lost = messages.filter(
    ({ request, bytes }) => bytes < KEPT_BYTES && !bodies.has(comparable(request)),
  );
  const most = Math.max(0, ...received.map(({ at_once }) => at_once));
  const { connections = Infinity } = dialect.limits;
  return [
    ...lost.map(({ message }) => `${message} was noted as sent, and the channel did not receive it`),
    ...(most > connections ? [`${most} requests at once, the contract allows ${connections}`] : []),
  ];
}

/** The channel keeps no more of a message than this. */
const KEPT_BYTES = 150_000;

/** Without blanks, and without the passwords, which each side hides in its own way. */
function comparable(body: string): string {
  return body
    .replaceAll(/(<(?:\w+:)?Password\b[^>]*>)[^<]*/gi, '$1')
    .replaceAll(/(\bpassword=")[^"]*/gi, '$1')
    .replaceAll(/\s+/g, '');
}

export async function judgeCells(
  { scene, control }: PushRun,
  { cells = [] }: PushExpectation,
): Promise<string[]> {
  if (control === null || cells.length === 0) return [];
  const { names } = scene;
  const held = await control.cells(names.hotel);
  return cells.flatMap(({ room, rate, day, fields }) => {
    const room_code = fillPlaceholders(room, names);
    const rate_code = rate === undefined ? null : fillPlaceholders(rate, names);
    const date = addDays(names.today, day);
    const cell = held.find(
      (one) => one.room_code === room_code && one.rate_code === rate_code && one.date === date,
    );
    const where = `at the channel ${room_code}${rate_code === null ? '' : ` ${rate_code}`} on ${date}`;
    return Object.entries(fields).flatMap(([field, wanted]) => compareField(cell, { field, wanted, where }));
  });
}

function compareField(
  cell: CalendarCell | undefined,
  { field, wanted, where }: { readonly field: string; readonly wanted: unknown; readonly where: string },
): string[] {
  if (field === 'price') return comparePrice(cell, { wanted: String(wanted), where });
  const value = new Map<string, unknown>(Object.entries(cell ?? {})).get(field);
  const [is, should] = [JSON.stringify(value ?? UNSAID.get(field) ?? null), JSON.stringify(wanted ?? null)];
  return is === should ? [] : [`${where}: ${field} is ${is}, expected ${should}`];
}

/** What nobody ever said: open, and without limit. */
const UNSAID: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['closed', false],
  ['closed_to_arrival', false],
  ['closed_to_departure', false],
]);

/** The price for two, or for the room whoever comes. */
function comparePrice(
  cell: CalendarCell | undefined,
  { wanted, where }: { readonly wanted: string; readonly where: string },
): string[] {
  const base = (cell?.amounts ?? []).filter(({ extra }) => extra === undefined);
  const price = base.find(({ guests }) => guests === 2) ?? base.find(({ guests }) => guests === null);
  return price !== undefined && sumOf([price.amount]) === sumOf([wanted])
    ? []
    : [`${where}: the price for two is ${price?.amount ?? 'not there'}, expected ${wanted}`];
}

/** The newest stand first. */
const MOST_BOOKINGS = 50;

/** A reservation is acknowledged when it is booked here, and is here what it is there. */
export async function judgeBooking(
  { scene, control }: PushRun,
  { booking, expect }: PushStep,
): Promise<string[]> {
  const wanted = expect.booking;
  if (control === null || booking === undefined || wanted === undefined) return [];
  const { app, names } = scene;
  const reference = fillPlaceholders(booking.reference, names);
  const theirs = (await control.bookings()).find((one) => one.reference === reference);
  if (theirs?.delivery !== wanted.delivery)
    return [
      `reservation ${reference} is ${theirs?.delivery ?? 'not there'} at the channel, expected ${wanted.delivery}`,
    ];
  if (wanted.status === undefined) return [];
  const { partner_id } = scene.partner;
  const booked = await app.listBookings({ partner_id, limit: MOST_BOOKINGS });
  const [ours, ...others] = booked.filter((one) => one.partner_reference === reference);
  if (ours === undefined) return [`reservation ${reference} is not booked here`];
  const failures =
    others.length > 0 ? [`reservation ${reference} is booked here ${others.length + 1} times`] : [];
  if (ours.status !== wanted.status)
    failures.push(`reservation ${reference} is ${ours.status} here, expected ${wanted.status}`);
  for (const [field, day] of [
    ['check_in_date', wanted.from],
    ['check_out_date', wanted.to],
  ] as const)
    if (day !== undefined && ours[field] !== addDays(names.today, day))
      failures.push(
        `reservation ${reference}: ${field} is ${ours[field]}, expected ${addDays(names.today, day)}`,
      );
  return failures;
}
