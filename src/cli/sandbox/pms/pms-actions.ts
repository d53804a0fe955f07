import { AppError } from '../../../core/model/errors.js';
import type { PushCell } from '../../../core/model/channel-codec.js';
import type { BookingBook } from '../bookings.js';
import { cellKey } from '../calendar-fields.js';
import type { FaultDice } from '../fault-settings.js';
import type { OutgoingMessage, Sender } from '../reservations/reservation-writer.js';
import type { FetchReport, PmsActions, PushedMessage, PushReport } from '../sandbox.js';
import type { SandboxCalendar } from '../sandbox-calendar.js';
import type { SendToGateway } from '../send-to-gateway.js';
import { toPushCell, type ChangedCells } from './changed-cells.js';
import type { PmsContract, TakenReservation } from './pms-contract.js';
import type { PmsDesk } from './pms-desk.js';

export interface PmsDeps {
  readonly contract: PmsContract;
  readonly calendar: SandboxCalendar;
  readonly changed: ChangedCells;
  readonly desk: PmsDesk;
  readonly book: BookingBook;
  readonly dice: FaultDice;
  /** Null: without --gateway it keeps to itself. */
  readonly send: SendToGateway | null;
  readonly sender: () => Sender;
  readonly defaultHotel: string;
}

const MOST_TRIES = 4;
const RETRY_MS = 250;
/** Pages of one fetch: a gateway that gives the same ones again and again does not hold it up. */
const MOST_PAGES = 100;

/** What a PMS does when it is told to: it tells its state, and fetches and acknowledges its reservations. One thing at a time. */
export function createPmsActions(deps: PmsDeps): PmsActions {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  return {
    changed: (hotel, cells) => deps.changed.add(hotel, cells),
    push: (wish) => inTurn(() => push(deps, wish)),
    fetch: (wish) => inTurn(() => fetchAll(deps, wish)),
  };
}

async function push(
  deps: PmsDeps,
  { full, hotel }: { readonly full: boolean; readonly hotel: string | undefined },
): Promise<PushReport> {
  const send = requireGateway(deps);
  const all = full ? deps.calendar.hotelCodes() : deps.changed.hotelsWithChanges();
  const messages: PushedMessage[] = [];
  let told = 0;
  for (const hotel_code of all.filter((code) => hotel === undefined || code === hotel)) {
    const { cells: some, changes } = deps.changed.take(hotel_code);
    const stored = () => deps.calendar.cells(hotel_code).flatMap((cell) => toPushCell(cell));
    const whole = deps.contract.whole_rate_plans === true;
    const cells = full ? stored() : whole ? withWholePlans(some, stored()) : some;
    if (cells.length === 0) continue;
    const sent = await sendAll(deps, send, deps.contract.push({ hotel_code, cells, full }, deps.sender()));
    messages.push(...sent);
    if (sent.every(({ accepted }) => accepted)) told += full ? cells.length : some.length;
    // What was not heard is still to be told.
    else deps.changed.add(hotel_code, changes);
  }
  return { messages, cells: told };
}

/** What changed, and what else there is of the rate plans that it is of. */
function withWholePlans(changed: readonly PushCell[], stored: readonly PushCell[]): readonly PushCell[] {
  const plans = new Set(changed.flatMap(({ rate_code }) => rate_code ?? []));
  const known = new Set(changed.map(cellKey));
  const others = stored.filter((cell) => plans.has(cell.rate_code ?? '') && !known.has(cellKey(cell)));
  return [...changed, ...others];
}

/** In order; after the first that is not taken the others wait, for they may build on it. */
async function sendAll(
  { contract, dice }: PmsDeps,
  send: SendToGateway,
  messages: readonly OutgoingMessage[],
): Promise<PushedMessage[]> {
  const sent: PushedMessage[] = [];
  for (const message of messages) {
    let status = 0;
    let verdict: ReturnType<PmsContract['readPush']> = { kind: 'retry', error: 'not sent' };
    for (let attempt = 0; attempt < MOST_TRIES && verdict.kind === 'retry'; attempt++) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, RETRY_MS * 2 ** attempt));
      const reply = await send(message);
      status = reply.status;
      verdict = contract.readPush(message, reply);
    }
    if (dice.strikes('duplicate')) await send(message);
    const error = verdict.kind === 'accepted' ? null : verdict.error;
    sent.push({ message: message.message, status, accepted: error === null, error });
    if (error !== null) break;
  }
  return sent;
}

async function fetchAll(
  deps: PmsDeps,
  { hotel, push: tells }: { readonly hotel: string | undefined; readonly push: boolean },
): Promise<FetchReport> {
  const send = requireGateway(deps);
  const { fetching } = deps.contract;
  if (fetching === undefined)
    throw new AppError(
      'VALIDATION',
      'This contract has no fetching: its reservations are pushed to the sandbox.',
    );
  // AlpineBits and some others are asked for one hotel at a time.
  const asked = hotel ?? (deps.defaultHotel === '' ? undefined : deps.defaultHotel);
  let report = { fetched: 0, stored: 0 };
  let error: string | null = null;
  for (let page = 0; page < MOST_PAGES && error === null; page++) {
    const got = await fetchPage(deps, send, asked);
    if (typeof got === 'string') error = got;
    else if (got.fetched === 0) break;
    else report = { fetched: report.fetched + got.fetched, stored: report.stored + got.stored };
    if (typeof got !== 'string') error = got.error;
  }
  const pushed = tells && report.stored > 0 ? await push(deps, { full: false, hotel }) : null;
  return { ...report, error, pushed };
}

type Page = Pick<FetchReport, 'fetched' | 'stored' | 'error'>;

async function fetchPage(
  deps: PmsDeps,
  send: SendToGateway,
  hotel: string | undefined,
): Promise<Page | string> {
  const { contract, desk, changed, book, defaultHotel, sender } = deps;
  const { fetching } = contract;
  if (fetching === undefined) return 'nothing to fetch';
  const read = await fetching.read(await send(fetching.ask(hotel, sender())));
  if (typeof read === 'string') return read;
  let stored = 0;
  const taken = read.map((reservation): TakenReservation => {
    const { booking, changed: isNew, cells } = desk.take(reservation, hotel ?? defaultHotel);
    changed.add(booking.hotel_code, cells);
    if (isNew) stored += 1;
    return {
      reservation: { ...reservation, hotel_code: booking.hotel_code },
      number: booking.our_number ?? '',
    };
  });
  for (const message of fetching.acknowledge(taken, sender())) {
    const { status, body } = await send(message);
    if (status < 200 || status >= 300 || body.includes('<Errors'))
      return {
        fetched: read.length,
        stored,
        error: `acknowledgement: HTTP ${status}: ${body.slice(0, 300)}`,
      };
  }
  for (const { reservation } of taken)
    book.note(
      { hotel_code: reservation.hotel_code ?? '', reference: reservation.reference },
      { delivery: 'acknowledged' },
    );
  return { fetched: read.length, stored, error: null };
}

/** @throws AppError VALIDATION */
function requireGateway({ send }: PmsDeps): SendToGateway {
  if (send !== null) return send;
  const message = 'The sandbox knows no gateway; start it with --gateway, --key and --partner.';
  throw new AppError('VALIDATION', message, { next: 'bellhop sandbox start --help' });
}
