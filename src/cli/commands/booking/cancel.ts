import { randomUUID } from 'node:crypto';
import { Args, Flags } from '@oclif/core';
import type { BookingView } from '../../../core/bookings/booking-record.js';
import { AppCommand } from '../../app-command.js';
import { actAsFlag, dryRunFlag, envOf, gatewayFlags, yesFlag } from '../../flags.js';
import { bookingFacts } from '../../show-booking.js';

interface Result {
  readonly booking: BookingView;
  readonly dry_run: boolean;
}

export default class BookingCancel extends AppCommand<Result> {
  static override summary = 'Cancel a booking.';

  static override description = `Sends POST /api/bookings/:id/cancel, by default as the operator, who may cancel every booking. It cannot be undone;
cancelling twice gives nothing back twice.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567',
    '<%= config.bin %> <%= command.id %> 412345678901234567 --act-as ota --yes --json',
  ];

  static override args = { booking: Args.string({ description: 'Id of the booking.', required: true }) };

  static override flags = {
    ...gatewayFlags,
    'idempotency-key': Flags.string({
      summary: 'Key of this request; without it a new one.',
      env: envOf('idempotency-key'),
    }),
    'act-as': actAsFlag('admin'),
    'dry-run': dryRunFlag(),
    yes: yesFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(BookingCancel);
    const client = await this.openGateway({ ...flags, role: flags['act-as'] });
    const path = `/api/bookings/${encodeURIComponent(args.booking)}`;
    if (flags['dry-run']) {
      const booking = (await client.json({ method: 'GET', path })) as BookingView;
      this.showFacts(bookingFacts(booking));
      this.talk('Would cancel this booking.');
      return { booking, dry_run: true };
    }
    await this.confirm(`Cancel booking ${args.booking}?`, flags);
    const booking = (await client.json({
      method: 'POST',
      path: `${path}/cancel`,
      body: '{}',
      contentType: 'application/json',
      headers: { 'Idempotency-Key': flags['idempotency-key'] ?? randomUUID() },
    })) as BookingView;
    this.showFacts(bookingFacts(booking));
    return { booking, dry_run: false };
  }
}
