import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Partner } from '../partners/partner.js';
import type { Transaction } from '../platform/database.js';
import type { Endpoint } from './endpoint.js';

/**
 * Pauses or resumes an endpoint; nothing where there is none (any more).
 * @returns whether it was resumed. @throws AppError CONFLICT for a pause of one that is being closed
 */
export async function setEndpointStatus(
  tx: Transaction,
  { partner_id, code }: Partner,
  { status, now }: { readonly status: 'ACTIVE' | 'PAUSED'; readonly now: string },
): Promise<boolean> {
  const [before] = await tx.rows<Pick<Endpoint, 'status'>>(
    'SELECT status FROM channel_endpoints WHERE partner_id = ? FOR UPDATE',
    [partner_id],
  );
  if (before === undefined) return false;
  if (before.status === 'CLOSING' && status === 'PAUSED') throw stillClosing(code);
  await tx.run(
    'UPDATE channel_endpoints SET status = ?, failures = 0, breaker_until = NULL, updated_at = ? WHERE partner_id = ?',
    [status, now, partner_id],
  );
  return status === 'ACTIVE' && before.status !== 'ACTIVE';
}

/** @throws AppError CONFLICT for one of its hotels that is to be closed there */
export async function requireNotClosing(
  tx: Transaction,
  { partner_id, partner }: { readonly partner_id: Id; readonly partner: string },
): Promise<void> {
  const closing = await tx.rows(
    "SELECT 1 FROM channel_endpoints WHERE partner_id = ? AND status = 'CLOSING' FOR UPDATE",
    [partner_id],
  );
  if (closing.length > 0) throw stillClosing(partner);
}

function stillClosing(code: string): AppError {
  const message = `"${code}" is being disconnected: paused, nobody would close what is open there. Nothing was changed.`;
  return new AppError('CONFLICT', message, { next: `bellhop channel resume ${code}` });
}
