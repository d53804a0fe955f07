import { Flags } from '@oclif/core';
import { formatAmount } from '../../../core/model/money.js';
import type { ListedPayment } from '../../../core/payments/list-payments.js';
import { AppCommand } from '../../app-command.js';
import { beforeFlag, envOf, limitFlag, optionalIdFlag } from '../../flags.js';

/** Amounts are decimal text, as everywhere in the API. */
type ShownPayment = Omit<ListedPayment, 'amount' | 'refunded_amount' | 'refund_requested'> & {
  readonly amount: string;
  readonly refunded_amount: string;
  readonly refund_requested: string;
};

interface Result {
  readonly payments: readonly ShownPayment[];
  /** Give it as --before for the next page; null at the end. */
  readonly next_before: string | null;
}

export default class PaymentList extends AppCommand<Result> {
  static override summary = 'List payments and their refunds, the newest first.';

  static override description = `With --attention only those that want a person: nobody could settle them, the provider names two transactions for one
charge, or it refused a refund ("payment refund-again" asks once more).`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --attention',
    '<%= config.bin %> <%= command.id %> --booking 7211534512341234 --json',
  ];

  static override flags = {
    attention: Flags.boolean({
      summary: 'Only those that want a person.',
      env: envOf('attention', 'payment'),
      default: false,
    }),
    booking: optionalIdFlag('booking', 'Only those of this booking.', 'payment'),
    limit: limitFlag(50),
    before: beforeFlag('payment', 'Only older ones than this (next_before of the page before).'),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(PaymentList);
    const { attention, booking, limit, before } = flags;
    const listed = await this.withApp(flags.data, (app) =>
      app.payments.list({ attention, booking_id: booking, limit, before }),
    );
    const payments = listed.map(toShown);
    this.showTable(payments, [
      { header: 'ID', value: (payment) => payment.payment_id },
      { header: 'BOOKING', value: (payment) => payment.booking_id },
      { header: 'PROVIDER', value: (payment) => payment.provider },
      { header: 'STATUS', value: (payment) => payment.status },
      { header: 'AMOUNT', value: (payment) => payment.amount, align: 'right' },
      { header: 'BACK', value: (payment) => payment.refunded_amount, align: 'right' },
      { header: 'CURRENCY', value: (payment) => payment.currency },
      { header: 'FAILURE', value: (payment) => payment.failure_code },
      { header: 'REFUNDS', value: describeRefunds, below: true },
    ]);
    if (payments.length === 0) this.talk(attention ? 'No payment wants a person.' : 'There is no payment.');
    const more = payments.length === limit ? (payments.at(-1)?.payment_id ?? null) : null;
    if (more !== null) this.talk(`More: --before ${more}`);
    return { payments, next_before: more };
  }
}

function toShown(payment: ListedPayment): ShownPayment {
  const { currency } = payment;
  return {
    ...payment,
    amount: formatAmount(payment.amount, currency),
    refunded_amount: formatAmount(payment.refunded_amount, currency),
    refund_requested: formatAmount(payment.refund_requested, currency),
  };
}

function describeRefunds({ refunds }: ShownPayment): string | null {
  if (refunds.length === 0) return null;
  return refunds
    .map(({ refund_id, amount, state, failure_code }) =>
      [refund_id, amount, state, failure_code ?? ''].join(' ').trim(),
    )
    .join('; ');
}
