import type { App } from '../core/app.js';
import type { MessageFault } from '../core/model/connector.js';
import type { RevisionVerdict } from '../core/model/reservation.js';
import { AppError } from '../core/model/errors.js';
import type { Partner } from '../core/partners/partner.js';
import type { MessageVerdict } from './wire-message.js';

/** "AlpineBits, outcomes": something was not processed as it was sent. */
const NOT_PROCESSED = { type: 3, code: 450 };

/**
 * What a PMS says of the reservations that it fetched, by their numbers. One that is about nothing that was handed out
 * keeps no other from being noted; it is told back as a warning.
 */
export async function takeAcknowledgements(
  deps: Pick<App, 'nameHandedOut' | 'decideRevisions'>,
  { partner, requestId }: { readonly partner: Partner; readonly requestId: string },
  given: readonly RevisionVerdict[],
): Promise<MessageVerdict> {
  const { verdicts, unknown } = await deps.nameHandedOut(partner, given);
  const warnings = unknown.map(({ revision_id }): MessageFault => ({
    pointer: revision_id,
    code: 'REVISION_NOT_FOUND',
    message: `"${revision_id}" was not handed out to you; nothing was noted of it`,
    ota: NOT_PROCESSED,
  }));
  const [first] = warnings;
  if (first !== undefined && verdicts.length === 0)
    throw new AppError('REVISION_NOT_FOUND', `${first.message}.`, { faults: warnings });
  await deps.decideRevisions(partner, verdicts, { request_id: requestId });
  if (first === undefined) return { outcome: { kind: 'applied' }, journal: 'APPLIED' };
  const cause = warnings.map(({ message }) => message).join('; ');
  return { outcome: { kind: 'applied', warnings }, journal: 'APPLIED', cause: cause.slice(0, 1_000) };
}
