import type { AriMessage, AriUpdate } from '../../core/model/ari.js';
import type { Connector } from '../../core/model/connector.js';
import type { Dialect } from '../../core/model/dialect.js';
import { daysBetween, nightsOf, addDays, type LocalDate } from '../../core/model/local-date.js';
import type { PushedMessage } from './push-result.js';

interface Sent {
  readonly connector: Connector;
  readonly dialect: Dialect;
  /** The channel's own code of it. */
  readonly hotel: string;
}

/**
 * What holds for every message of a contract, by the rules of its profile: readable, about this hotel, no larger and no longer than
 * it may be, no night twice where that is refused or forgotten, in the contract's order.
 */
export async function judgePushed(sent: Sent, messages: readonly PushedMessage[]): Promise<string[]> {
  const found = await Promise.all(messages.map((message) => judgeMessage(sent, message)));
  return [...found.flat(), ...judgeOrder(sent.dialect, messages)];
}

async function judgeMessage(sent: Sent, message: PushedMessage): Promise<string[]> {
  const { connector, hotel, dialect } = sent;
  const action = connector.messages.find((name) => name === message.message);
  const { content, faults } = await connector.decode(Buffer.from(message.request), {
    charset: null,
    dialect: dialect.id,
    ...(action === undefined ? {} : { action }),
  });
  const wrong = faults.map((fault) => `${fault.pointer} ${fault.message}`);
  if (content?.kind !== 'ari') wrong.push('it is no message of rates and availability');
  const parts = content?.kind === 'ari' ? [content.ari, ...(content.more ?? [])] : [];
  for (const part of parts) {
    const named = part.hotel_code !== '' || dialect.hotel_code !== 'optional';
    if (named && part.hotel_code !== hotel)
      wrong.push(`it is about hotel "${part.hotel_code}", not "${hotel}"`);
    wrong.push(...judgeExtent(dialect, part), ...judgeTwice(dialect, part));
  }
  const { body_bytes = Infinity } = dialect.limits;
  if (message.bytes > body_bytes)
    wrong.push(`it has ${message.bytes} bytes, the contract takes ${body_bytes}`);
  return wrong.map((text) => `${message.message}: ${text}`);
}

function judgeExtent({ limits }: Dialect, { updates }: AriMessage): string[] {
  if (updates.length === 0) return ['it says nothing'];
  const wrong: string[] = [];
  const first = updates.map(({ from }) => from).reduce((a, b) => (a < b ? a : b));
  const last = updates.map(({ to }) => to).reduce((a, b) => (a > b ? a : b));
  if (limits.one_month === true && first.slice(0, 7) !== last.slice(0, 7))
    wrong.push(`it is about ${first} to ${last}, more than one calendar month`);
  const nights = daysBetween(first, last) + 1;
  if (nights > (limits.nights ?? Infinity))
    wrong.push(`it is about ${nights} nights, the contract takes ${limits.nights}`);
  const values = updates.reduce((sum, update) => sum + valuesOf(update), 0);
  if (values > (limits.values ?? Infinity))
    wrong.push(`it has ${values} values, the contract takes ${limits.values}`);
  return wrong;
}

function valuesOf({ from, to, available, set, amounts }: AriUpdate): number {
  const each = (available === undefined ? 0 : 1) + Object.keys(set).length + amounts.length;
  return each * (daysBetween(from, to) + 1);
}

/** "3108" (Expedia) refuses a message for it, "WARN_DUPLICATE_DATES" (Booking.com) forgets the second. */
function judgeTwice({ duplicate_dates }: Dialect, { updates }: AriMessage): string[] {
  if (duplicate_dates === 'last') return [];
  const seen = new Set<string>();
  for (const update of updates) {
    for (const key of keysOf(update)) {
      if (seen.has(key)) return [`it says twice what ${key} is`];
      seen.add(key);
    }
  }
  return [];
}

function keysOf({ room_code, rate_code, from, to, available, set, amounts, days }: AriUpdate): string[] {
  const fields = [
    ...(available === undefined ? [] : ['available']),
    ...Object.keys(set),
    ...amounts.map(
      ({ guests, extra = '', length_of_stay = '' }) => `price ${guests} ${extra} ${length_of_stay}`,
    ),
  ];
  const isMeant = (date: LocalDate) => days === null || days[(new Date(date).getUTCDay() + 6) % 7] === true;
  return nightsOf(from, addDays(to, 1))
    .filter(isMeant)
    .flatMap((date) => fields.map((field) => `${room_code} ${rate_code ?? ''} ${date} ${field}`));
}

/** "Rates follow only after availability and restrictions succeeded" (SiteConnect, order). */
function judgeOrder({ request_order }: Dialect, messages: readonly PushedMessage[]): string[] {
  if (request_order !== 'after_success') return [];
  const [first] = messages;
  const refused = messages.findIndex(
    ({ message, outcome }) => message === first?.message && outcome !== 'accepted',
  );
  const next = messages[refused + 1];
  return refused >= 0 && next !== undefined && next.message !== first?.message
    ? [`${next.message} was sent though ${first?.message ?? ''} was not accepted`]
    : [];
}
