import type { Connector, DecodeOptions } from '../../../core/model/connector.js';
import type { IncomingReservation } from '../../../core/model/incoming-reservation.js';
import type { GatewayReply } from '../reservations/reservation-writer.js';

/** Reservations of an answer, read by the contract's own decoder; a text that says why where there are none to be read. */
export async function readReservations(
  connector: Connector,
  { status, body }: GatewayReply,
  options: Partial<DecodeOptions>,
): Promise<readonly IncomingReservation[] | string> {
  const { content, faults } = await connector.decode(Buffer.from(body), { charset: null, ...options });
  if (content?.kind === 'reservations') return content.reservations;
  return `HTTP ${status}: ${faults[0]?.message ?? body.slice(0, 300)}`;
}
