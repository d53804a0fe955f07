import type { ChannelSettings } from '../../../core/model/channel-codec.js';
import type { Connector } from '../../../core/model/connector.js';
import { AppError } from '../../../core/model/errors.js';
import type { OutgoingMessage, Sender } from '../reservations/reservation-writer.js';
import type { PmsContract } from './pms-contract.js';
import { readReservations } from './read-reservations.js';

const BASE = '/pms/channex/api/v1';
/** Most revisions of one page. */
const PAGE = 100;

/** A PMS that knows the API of Channex; the connector itself writes what it pushes. @throws AppError CONFIG */
export function createChannexPms(connector: Connector): PmsContract {
  const { channel } = connector;
  if (channel === undefined) throw new AppError('CONFIG', 'The connector channex writes no messages.');
  return {
    push: (push, sender) =>
      channel
        .encodeAri(push, settingsOf(sender))
        .map(({ method, path, headers, body, message }): OutgoingMessage => {
          return { method, path: `${BASE}${path}`, headers: { ...headers, ...keyOf(sender) }, body, message };
        }),
    readPush({ method, path, headers, body, message }, reply) {
      const request = { method, path, headers, body, message, items: [], values: 0 };
      const outcome = channel.readAnswer(request, { ...reply, headers: {} });
      if (outcome.kind === 'accepted') return { kind: 'accepted' };
      if (outcome.kind === 'retry') return { kind: 'retry', error: outcome.message };
      const error = outcome.kind === 'partial' ? outcome.items[0]?.message : outcome.message;
      return { kind: 'refused', error: error ?? 'not all was taken' };
    },
    fetching: {
      ask: (hotel, sender) => {
        const query = new URLSearchParams({ 'pagination[limit]': String(PAGE) });
        if (hotel !== undefined) query.set('filter[property_id]', hotel);
        return call('GET', `/booking_revisions/feed?${query.toString()}`, sender);
      },
      read: (reply) => readReservations(connector, reply, {}),
      acknowledge: (taken, sender) =>
        taken.map(({ reservation }) =>
          call('POST', `/booking_revisions/${encodeURIComponent(reservation.message_id ?? '')}/ack`, sender),
        ),
    },
  };
}

function call(method: 'GET' | 'POST', path: string, sender: Sender): OutgoingMessage {
  const headers = { 'content-type': 'application/json', ...keyOf(sender) };
  return {
    method,
    path: `${BASE}${path}`,
    headers,
    body: method === 'GET' ? '' : '{}',
    message: 'booking_revisions',
  };
}

function keyOf({ key }: Sender): Readonly<Record<string, string>> {
  return { 'user-api-key': key };
}

function settingsOf({ partner, key, id, now }: Sender): ChannelSettings {
  let count = 0;
  return { username: partner, password: key, now, nextId: () => `${id}-${++count}` };
}
