import { AppError } from '../model/errors.js';
import type { IncomingReservation } from '../model/incoming-reservation.js';
import { decodeOptionsOf } from '../partners/partner.js';
import { askChannel } from './ask-channel.js';
import type { OpenEndpoint } from './endpoint.js';

/** One reservation that a channel keeps for us, without the guest. */
export type WaitingReservation = Pick<
  IncomingReservation,
  'action' | 'reference' | 'hotel_code' | 'check_in' | 'check_out'
>;

/** What a channel keeps for us. */
export interface Waiting {
  readonly partner: string;
  readonly reservations: readonly WaitingReservation[];
  /** What of it could not be read. */
  readonly faults: readonly string[];
  /** Why it could not be asked to the end. */
  readonly error: string | null;
}

/** Asks as a round of fetching does, and neither keeps nor acknowledges anything: all of it waits there as before. */
export async function lookAtReservations(
  deps: Parameters<typeof askChannel>[0],
  endpoint: OpenEndpoint,
): Promise<Waiting> {
  const { partner, connector, settings } = endpoint;
  const pull = connector.channel?.pull;
  const found = { partner: partner.code, reservations: [] as WaitingReservation[], faults: [] as string[] };
  if (pull?.asking_takes?.(settings) === true)
    throw new AppError(
      'VALIDATION',
      `The contract of "${partner.code}" has no acknowledgement: who asks takes, so that nobody can only look.`,
      { next: `bellhop channel pull ${partner.code}` },
    );
  for (const request of pull?.requests(settings) ?? []) {
    const answer = await askChannel(deps, endpoint, request);
    if ('error' in answer) return { ...found, error: answer.error };
    const options = { charset: null, ...decodeOptionsOf(partner) };
    const { content, faults } = await connector.decode(Buffer.from(answer.body), options);
    found.faults.push(...faults.map(({ pointer, message }) => `${pointer} ${message}`));
    if (content?.kind !== 'reservations') continue;
    for (const { action, reference, hotel_code, check_in, check_out } of content.reservations)
      found.reservations.push({ action, reference, hotel_code, check_in, check_out });
  }
  return { ...found, error: null };
}
