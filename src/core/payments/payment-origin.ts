import type { Id } from '../model/ids.js';
import type { Queryable } from '../platform/database.js';

/** The Idempotency-Key of a request whose answer is what becomes of its payment. */
export interface AnswerKey {
  readonly partner_id: Id;
  readonly operation: string;
  readonly key: string;
}

/** What never changes of a payment: what it is for, and whom its outcome answers. */
export interface PaymentOrigin {
  readonly payment_id: Id;
  readonly booking_id: Id;
  readonly answers: AnswerKey | null;
}

interface OriginRow {
  readonly booking_id: Id;
  readonly answer_partner_id: Id | null;
  readonly answer_operation: string | null;
  readonly answer_key: string | null;
}

export async function readPaymentOrigin(queryable: Queryable, paymentId: Id): Promise<PaymentOrigin | null> {
  const [row] = await queryable.rows<OriginRow>(
    'SELECT booking_id, answer_partner_id, answer_operation, answer_key FROM payments WHERE payment_id = ?',
    [paymentId],
  );
  if (row === undefined) return null;
  const { booking_id, answer_partner_id: partner_id, answer_operation: operation, answer_key: key } = row;
  const answers =
    partner_id === null || operation === null || key === null ? null : { partner_id, operation, key };
  return { payment_id: paymentId, booking_id, answers };
}
