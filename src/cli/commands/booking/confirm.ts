import { randomUUID } from 'node:crypto';
import { Args, Flags } from '@oclif/core';
import type { BookingView } from '../../../core/bookings/booking-record.js';
import { AppCommand } from '../../app-command.js';
import { paymentOf, paymentTokenFlag } from '../../booking-body.js';
import { actAsFlag, dryRunFlag, envOf, gatewayFlags } from '../../flags.js';
import { bookingFacts } from '../../show-booking.js';

interface Result {
  readonly booking: BookingView;
  readonly dry_run: boolean;
  /** The Idempotency-Key that was sent; null with --dry-run. */
  readonly idempotency_key: string | null;
}

export default class BookingConfirm extends AppCommand<Result> {
  static override summary = 'Confirm a hold.';

  static override description = `Sends POST /api/bookings/:id/confirm with the key of a booking partner, before the hold's time is over. With
--payment-token the booking is paid first; a payment that is already under way is waited for. Confirming twice changes
nothing and charges nothing twice.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567',
    '<%= config.bin %> <%= command.id %> 412345678901234567 --payment-token tok_ok --json',
  ];

  static override args = { booking: Args.string({ description: 'Id of the booking.', required: true }) };

  static override flags = {
    ...gatewayFlags,
    'payment-token': paymentTokenFlag(),
    'idempotency-key': Flags.string({
      summary: 'Key of this request; without it a new one.',
      env: envOf('idempotency-key'),
    }),
    'act-as': actAsFlag('ota'),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(BookingConfirm);
    const client = await this.openGateway({ ...flags, role: flags['act-as'] });
    const path = `/api/bookings/${encodeURIComponent(args.booking)}`;
    if (flags['dry-run']) {
      const booking = (await client.json({ method: 'GET', path })) as BookingView;
      this.showFacts(bookingFacts(booking));
      this.talk('Would confirm this booking.');
      return { booking, dry_run: true, idempotency_key: null };
    }
    const key = flags['idempotency-key'] ?? randomUUID();
    this.talk(`Idempotency-Key: ${key}`);
    const answer = await client.success({
      method: 'POST',
      path: `${path}/confirm`,
      body: JSON.stringify({ payment: paymentOf(flags['payment-token']) }),
      contentType: 'application/json',
      headers: { 'Idempotency-Key': key },
    });
    const booking = JSON.parse(answer.body) as BookingView;
    this.showFacts(bookingFacts(booking));
    if (answer.headers['earlier-payment'] === 'true')
      this.warn('It was being paid already: that payment counts, and this request charged nothing.');
    if (answer.status === 202)
      this.talk('Its payment is not settled yet: send the same Idempotency-Key again.');
    return { booking, dry_run: false, idempotency_key: key };
  }
}
