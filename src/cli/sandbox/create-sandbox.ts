import { setMaxListeners } from 'node:events';
import type { Connector } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import { createRandom, wholeFrom } from '../load/random.js';
import { BookingBook, type StoredBooking } from './bookings.js';
import { createChannelPartner } from './channel-partner.js';
import { CHANNEL_CONTRACTS, PMS_CONTRACTS, type SandboxKind } from './contracts.js';
import type { BookingInput } from './control-schemas.js';
import { FaultDice } from './fault-settings.js';
import { makeBooking } from './make-booking.js';
import { ChangedCells } from './pms/changed-cells.js';
import { createPmsActions } from './pms/pms-actions.js';
import { PmsDesk } from './pms/pms-desk.js';
import { createPmsPartner } from './pms/pms-partner.js';
import { RequestLog } from './request-log.js';
import { ReservationSender } from './reservation-sender.js';
import type { Sandbox } from './sandbox.js';
import { SandboxCalendar } from './sandbox-calendar.js';
import { createSandboxClock } from './sandbox-clock.js';
import { createSendToGateway, type SendToGateway } from './send-to-gateway.js';

export interface SandboxOptions {
  readonly connector: Connector;
  readonly kind: SandboxKind;
  readonly seed: number;
  /** Undefined: it takes what it is sent and tells nobody anything. */
  readonly gateway?: { readonly url: string; readonly partner: string; readonly key: string } | undefined;
  readonly hotel?: string | undefined;
  readonly stopped: AbortSignal;
}

/** What both kinds have. */
interface Parts {
  readonly options: SandboxOptions;
  readonly base: Omit<Sandbox, 'serve' | 'sell' | 'pms'>;
  readonly send: SendToGateway | null;
  readonly now: () => string;
  readonly nextId: () => string;
  readonly nextNumber: () => string;
}

/** A partner with empty calendar and book. @throws AppError VALIDATION for a contract that has no such partner. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { connector, kind, seed, gateway, hotel = '', stopped } = options;
  const known = Object.keys(kind === 'ota' ? CHANNEL_CONTRACTS : PMS_CONTRACTS);
  if (!known.includes(connector.id)) {
    const message = `There is no simulated ${kind === 'ota' ? 'channel' : 'PMS'} of the contract "${connector.id}"; there are ${known.join(', ')}.`;
    throw new AppError('VALIDATION', message, { next: 'bellhop sandbox start --help' });
  }
  // Every message under way listens for the end, and there may be many at once.
  setMaxListeners(0, stopped);
  const oneForAll = connector.dialects[0].hotel_code === 'optional';
  const numbers = createRandom(seed, 1);
  let ids = 0;
  const parts: Parts = {
    options,
    base: {
      connector: connector.id,
      kind,
      defaultHotel: hotel,
      calendar: new SandboxCalendar(oneForAll),
      book: new BookingBook(),
      dice: new FaultDice(createRandom(seed)),
      log: new RequestLog(),
    },
    send: gateway === undefined ? null : createSendToGateway(gateway.url, stopped),
    now: createSandboxClock(),
    nextId: () => `sandbox-${seed}-${++ids}`,
    nextNumber: () => String(wholeFrom(numbers, 1_000_000_000, 2_000_000_000)),
  };
  return kind === 'ota' ? createChannel(parts) : createPms(parts);
}

function createChannel({ options, base, send, now, nextId, nextNumber }: Parts): Sandbox {
  const { connector, gateway, stopped } = options;
  const { book, dice, calendar, defaultHotel } = base;
  const contract = CHANNEL_CONTRACTS[connector.id] ?? {};
  const pull = contract.pull?.({ book, dice, now }) ?? null;
  const sender =
    contract.push === undefined || send === null || gateway === undefined
      ? null
      : new ReservationSender({
          writer: contract.push,
          send,
          book,
          dice,
          identity: gateway,
          nextId,
          now,
          stopped,
        });
  const ownDecrement = connector.dialects[0].own_decrement;
  const sell = async (input: BookingInput): Promise<StoredBooking> => {
    if (sender === null && pull === null) throw takesNoBookings(connector.id, contract.push !== undefined);
    const booking = makeBooking({ book, calendar, nextReference: nextNumber, now, ownDecrement }, input);
    if (sender === null) pull?.add(booking);
    else await sender.send(booking);
    return book.find(booking.hotel_code, booking.reference) ?? booking;
  };
  return {
    ...base,
    serve: createChannelPartner({ connector, calendar, dice, pull, defaultHotel }),
    sell,
    pms: null,
  };
}

function takesNoBookings(id: string, pushes: boolean): AppError {
  const message = pushes
    ? `A ${id} channel sends its bookings; start the sandbox with --gateway, --key and --partner.`
    : `Bellhop takes no bookings by the contract ${id}; book at a sandbox of another contract.`;
  return new AppError('VALIDATION', message, { next: 'bellhop sandbox start --help' });
}

function createPms({ options, base, send, now, nextId, nextNumber }: Parts): Sandbox {
  const { connector, gateway } = options;
  const { book, calendar, dice, defaultHotel } = base;
  const create = PMS_CONTRACTS[connector.id];
  if (create === undefined) throw new AppError('INTERNAL', `No PMS of the contract ${connector.id}.`);
  const desk = new PmsDesk({ book, calendar, nextNumber: () => `PMS-${nextNumber()}`, now });
  const changed = new ChangedCells(calendar);
  const { partner, key } = gateway ?? { partner: 'sandbox', key: '' };
  const sender = () => ({ partner, key, id: nextId(), now: now() });
  const note = (booking: StoredBooking): void => book.note(booking, { delivery: 'acknowledged' });
  return {
    ...base,
    serve: createPmsPartner({ connector, desk, changed, note, defaultHotel }),
    sell: () =>
      Promise.reject(
        new AppError(
          'VALIDATION',
          'Guests book at channels; this sandbox is a PMS. Start one with --kind ota.',
        ),
      ),
    pms: createPmsActions({
      contract: create(connector),
      calendar,
      changed,
      desk,
      book,
      dice,
      send,
      sender,
      defaultHotel,
    }),
  };
}
