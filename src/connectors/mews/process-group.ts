import type {
  ChannelSettings,
  ItemVerdict,
  PmsCodec,
  PushOutcome,
  WireAnswer,
  WireRequest,
} from '../../core/model/channel-codec.js';
import { addDays } from '../../core/model/local-date.js';
import type { ReservationExtra, ReservationRevision, ReservationRoom } from '../../core/model/reservation.js';
import { youngGuestsOf, singleRooms, type DescribedRoom } from '../shared/single-rooms.js';

/** 1: trouble of theirs, the same message again; the others are for a person ("Mews, error codes"). */
const RETRY_CODES: ReadonlySet<number> = new Set([1]);
/** They make the sender disable a mapping or a kind of update. */
const MAPPING_CODES: ReadonlySet<number> = new Set([9, 10, 11, 12, 13, 14]);

/** Bookings to Mews: each revision is the complete state of its group; a room that is missing is cancelled. */
export const processGroup: PmsCodec = { encodeReservation, readAnswer };

/** `settings`: username is the clientToken, password the connectionToken. */
function encodeReservation(revision: ReservationRevision, settings: ChannelSettings): WireRequest {
  const { booking_id, currency, guest } = revision;
  const rooms = revision.action === 'cancel' ? [] : revision.rooms.flatMap(singleRooms);
  const document = {
    clientToken: settings.username,
    connectionToken: settings.password,
    messageId: revision.revision_id,
    channelManagerId: booking_id,
    version: revision.revision,
    channelCode: revision.partner_name,
    channelReference: revision.partner_reference,
    customer: guest === null ? null : customerOf(guest),
    ...commentsOf(revision, rooms),
    reservations: rooms.map((room, index) => ({
      // The place in the booking: it stays when a room in front of it changes its rate.
      code: `${booking_id}-${index + 1}`,
      spaceTypeCode: room.room_code,
      ratePlanCode: room.rate_code,
      ...periodOf(room, revision),
      adultCount: room.guests,
      ...childCount(room),
      amounts: room.nights.map(({ amount }) => ({ grossAmount: Number(amount), currencyCode: currency })),
    })),
  };
  return {
    method: 'POST',
    path: 'processGroup',
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(document),
    message: 'processGroup',
    items: [],
    values: rooms.length,
  };
}

function customerOf({ first_name, last_name, email, phone }: NonNullable<ReservationRevision['guest']>) {
  return { firstName: first_name, lastName: last_name, email: email ?? null, telephone: phone ?? null };
}

function childCount(room: DescribedRoom): { readonly childCount?: number } {
  const { children, infants } = youngGuestsOf(room);
  return children + infants === 0 ? {} : { childCount: children + infants };
}

/** The contract counts children and has remarks: what else is known of them, of extras and taxes is told there. */
function commentsOf(
  { comments = [], extras = [], taxes = [] }: ReservationRevision,
  rooms: readonly DescribedRoom[],
): { readonly comments?: readonly string[] } {
  const details = rooms.flatMap(({ detail }) => detail ?? []);
  const ages = rooms.flatMap((room) => youngGuestsOf(room).ages);
  const told = [
    ...comments,
    ...(ages.length === 0 ? [] : [`Ages of children: ${ages.join(', ')}`]),
    ...[...extras, ...details.flatMap((detail) => detail.extras)].map(extraText),
    ...[...taxes, ...details.flatMap((detail) => detail.taxes)].map(({ code, name, amount }) =>
      `${name ?? code ?? 'Tax'} ${amount ?? ''}`.trim(),
    ),
  ];
  return told.length === 0 ? {} : { comments: told };
}

function extraText({ code, name, quantity, amount, currency }: ReservationExtra): string {
  const price = amount === null ? '' : ` ${amount} ${currency ?? ''}`;
  return `${quantity} x ${name ?? code ?? 'extra'}${price}`.trim();
}

/** Exclusive end: the departure ("Mews": reservation `to` is exclusive). */
function periodOf(
  { nights }: ReservationRoom,
  { check_in_date, check_out_date }: ReservationRevision,
): { readonly from: string; readonly to: string } {
  const first = nights[0]?.date ?? check_in_date;
  const last = nights.at(-1)?.date;
  return { from: first, to: last === undefined ? check_out_date : addDays(last, 1) };
}

interface Answer {
  readonly success: boolean;
  readonly errors: readonly { readonly code: number; readonly message: string }[];
}

/** The status line says nothing, it is always 200: `success` and the error codes do. */
function readAnswer(_request: WireRequest, answer: WireAnswer): PushOutcome {
  const read = answer.status === 200 ? parseAnswer(answer.body) : null;
  if (read === null) {
    const message =
      answer.status === 200 ? 'The answer is no answer of this contract' : `HTTP ${answer.status}`;
    return { kind: 'retry', after_seconds: null, code: String(answer.status), message };
  }
  if (read.success && read.errors.length === 0) return { kind: 'accepted', warnings: [], reference: null };
  const [first] = read.errors;
  const code = String(first?.code ?? '');
  const message = first?.message ?? 'Refused without a reason';
  if (read.errors.some((error) => RETRY_CODES.has(error.code)))
    return { kind: 'retry', after_seconds: null, code, message };
  const items = read.errors.map((error): ItemVerdict => ({
    item: null,
    code: String(error.code),
    message: error.message,
  }));
  const mapping = read.errors.some((error) => MAPPING_CODES.has(error.code));
  return { kind: 'rejected', code, message, items, mapping };
}

function parseAnswer(body: string): Answer | null {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof document !== 'object' || document === null || !('success' in document)) return null;
  const errors: unknown = 'errors' in document ? document.errors : [];
  return {
    success: document.success === true,
    errors: Array.isArray(errors) ? errors.flatMap((error) => errorOf(error)) : [],
  };
}

function errorOf(error: unknown): Answer['errors'] {
  if (typeof error !== 'object' || error === null) return [];
  const code: unknown = 'code' in error ? error.code : 0;
  const message: unknown = 'message' in error ? error.message : '';
  return [{ code: Number(code), message: typeof message === 'string' ? message : '' }];
}
