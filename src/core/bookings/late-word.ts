import { AppError } from '../model/errors.js';
import type { BookingContext } from './booking-answer.js';
import type { BookingRecord } from './booking-record.js';
import type { ReferenceRestatement } from './restatement.js';
import type { Reference, ReferencedBooking } from './tombstones.js';

interface Said {
  readonly reference: Reference;
  readonly restatement: Pick<ReferenceRestatement, 'partner_revision' | 'action'>;
  readonly context: Pick<BookingContext, 'body_hash'>;
}

/**
 * True when the message says nothing new: the answer is what is.
 * @throws AppError STALE_REVISION, CONFLICT
 */
export function isLate(
  { reference, restatement, context }: Said,
  known: ReferencedBooking,
  { status }: BookingRecord,
): boolean {
  const { partner_revision: said, action } = restatement;
  const { partner_revision: ours, partner_hash } = known;
  if (ours === null) return action === 'new' && status === 'CANCELLED';
  if (said > ours) return false;
  // What is late to its own cancellation has nothing to add, and a "new" that comes again never books twice.
  if (status === 'CANCELLED' || action === 'new') return true;
  if (said < ours) throw staleRevision(reference, ours, said);
  if (partner_hash === null || partner_hash === context.body_hash) return true;
  throw new AppError(
    'CONFLICT',
    `Your revision ${said} of reservation "${reference.partner_reference}" was something else before; send the change under a higher one.`,
    { details: { partner_revision: ours } },
  );
}

export function staleRevision({ partner_reference }: Reference, ours: number, said: number): AppError {
  const message = `Your revision ${said} of reservation "${partner_reference}" is older than ${ours}, which you have sent; nothing was changed.`;
  return new AppError('STALE_REVISION', message, { details: { partner_revision: ours } });
}
