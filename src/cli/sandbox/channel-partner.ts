import type { Connector, DecodedMessage, MessageFault, MessageOutcome } from '../../core/model/connector.js';
import type { AriMessage } from '../../core/model/ari.js';
import type { FaultDice } from './fault-settings.js';
import type { PullProtocol } from './pulls/pull-protocol.js';
import { leaveOneOut, receiveAri } from './receive-ari.js';
import type { SilentFault } from './request-log.js';
import type { SandboxCalendar } from './sandbox-calendar.js';
import { charsetOf, jsonReply, type WireCall, type WireReply } from './wire-call.js';

export interface ChannelDeps {
  readonly connector: Connector;
  readonly calendar: SandboxCalendar;
  readonly dice: FaultDice;
  readonly pull: PullProtocol | null;
  /** Of messages that do not name it, where a contract's rooms say the hotel. */
  readonly defaultHotel: string;
}

/** A channel: takes rates and availability into its own calendar and answers in its contract's grammar. */
export function createChannelPartner(deps: ChannelDeps): (call: WireCall) => Promise<WireReply> {
  return async (call) => {
    const pulled = deps.pull?.serve(call) ?? null;
    if (pulled !== null) return pulled;
    if (call.method === 'GET') return answerQuestion(deps, call);
    const decoded = await decode(deps, call);
    const received = carryOut(deps, decoded);
    const { status, contentType, body, headers } = deps.connector.encode(decoded.envelope, received.outcome);
    return {
      status,
      contentType,
      body,
      ...(headers === undefined ? {} : { headers }),
      message: decoded.envelope.message,
      hotel_code: received.hotel_code,
      silent: received.silent ?? [],
      partial: received.partial ?? false,
    };
  };
}

/** Contracts with a path for each message name it last. */
function decode({ connector }: ChannelDeps, { path, headers, body }: WireCall): Promise<DecodedMessage> {
  const last = path.split('/').findLast((part) => part !== '');
  const action = connector.messages.find((name) => name === last);
  return connector.decode(body, {
    charset: charsetOf(headers),
    ...(action === undefined ? {} : { action }),
  });
}

interface Received {
  readonly outcome: MessageOutcome;
  readonly hotel_code: string | null;
  readonly silent?: readonly SilentFault[];
  readonly partial?: boolean;
}

function carryOut(deps: ChannelDeps, { content, faults }: DecodedMessage): Received {
  if (content === null) return { outcome: { kind: 'refused', faults }, hotel_code: null };
  switch (content.kind) {
    case 'ari':
      return receiveAll(deps, [content.ari, ...(content.more ?? [])], faults);
    case 'ping':
      return { outcome: { kind: 'pong', echo: content.echo }, hotel_code: null };
    case 'room_list': {
      const { hotel_code } = content;
      const room_rates = deps.calendar.products(hotel_code);
      return { outcome: { kind: 'room_list', hotel_code, room_rates }, hotel_code };
    }
    case 'read':
      return { outcome: { kind: 'reservations', reservations: [] }, hotel_code: content.hotel_code };
    case 'document':
      return { outcome: { kind: 'applied' }, hotel_code: content.hotel_code };
    case 'verdicts':
    case 'reservations':
      return { outcome: { kind: 'applied' }, hotel_code: null };
  }
}

function receiveAll(
  deps: ChannelDeps,
  messages: readonly AriMessage[],
  faults: readonly MessageFault[],
): Received {
  const { connector, dice, defaultHotel } = deps;
  const hotelOf = ({ hotel_code }: AriMessage): string => (hotel_code === '' ? defaultHotel : hotel_code);
  const hotel_code = messages[0] === undefined ? null : hotelOf(messages[0]);
  const left =
    dice.strikes('partial') && messages[0] !== undefined ? leaveOneOut(messages[0], dice.random) : null;
  const parts = left === null ? messages : [left.ari, ...messages.slice(1)];
  const warnings = left === null ? faults : [...faults, left.fault];
  // A contract that judges messages as a whole has no words for a part; nor is there a part of a single instruction.
  const whole =
    connector.dialects[0].failure_unit === 'message' || !parts.some(({ updates }) => updates.length > 0);
  if (left !== null && whole)
    return { outcome: { kind: 'refused', faults: warnings }, hotel_code, partial: true };
  const silent = parts.flatMap((ari) => receiveAri(deps, hotelOf(ari), ari));
  return { outcome: { kind: 'applied', warnings }, hotel_code, silent, partial: left !== null };
}

/** "Open Channel": whether the connection works, and what there is to map. */
function answerQuestion({ calendar, defaultHotel }: ChannelDeps, { path, query }: WireCall): WireReply {
  const hotel_code = query.get('hotel_code') ?? defaultHotel;
  if (/\/test_connection\/?$/.test(path))
    return jsonReply(200, { success: true }, { message: 'test_connection', hotel_code });
  if (/\/mapping_details\/?$/.test(path)) {
    const about = { message: 'mapping_details', hotel_code };
    return jsonReply(200, mappingDetails(calendar, hotel_code), about);
  }
  return jsonReply(
    404,
    { success: false, error: 'There is nothing at this address' },
    { message: null, hotel_code: null },
  );
}

function mappingDetails(calendar: SandboxCalendar, hotel: string) {
  const products = calendar.products(hotel);
  const rooms = [...new Set(products.map(({ room_code }) => room_code))];
  const room_types = rooms.map((id) => ({
    id,
    title: id,
    rate_plans: products
      .filter(({ room_code }) => room_code === id)
      .map(({ rate_code, currency, max_guests }) => ({
        id: rate_code,
        title: rate_code,
        sell_mode: 'per_person',
        max_persons: max_guests,
        currency,
        read_only: false,
      })),
  }));
  return { data: { type: 'mapping_details', attributes: { room_types } } };
}
