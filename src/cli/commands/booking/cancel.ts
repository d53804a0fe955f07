import { randomUUID } from 'node:crypto';
import { Args, Flags } from '@oclif/core';
import type { BookingView } from '../../../core/bookings/booking-record.js';
import type { TombstoneView } from '../../../core/bookings/cancel-by-reference.js';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import type { GatewayClient } from '../../gateway-client.js';
import { actAsFlag, dryRunFlag, envOf, gatewayFlags, hotelFlag, yesFlag } from '../../flags.js';
import { bookingFacts } from '../../show-booking.js';

interface Result {
  /** Without an id: the reservation that comes late will be answered as cancelled. */
  readonly booking: BookingView | TombstoneView | null;
  readonly dry_run: boolean;
}

export default class BookingCancel extends AppCommand<Result> {
  static override summary = 'Cancel a booking.';

  static override description = `Sends POST /api/bookings/:id/cancel, by default as the operator, who may cancel every booking. It cannot be undone;
cancelling twice gives nothing back twice. With --reference and --hotel it is cancelled under the channel's own number, with the
key of that channel, also before it came.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567',
    '<%= config.bin %> <%= command.id %> 412345678901234567 --act-as ota --yes --json',
    '<%= config.bin %> <%= command.id %> --reference R-1001 --hotel HV01 --partner-revision 3 --yes',
  ];

  static override args = { booking: Args.string({ description: 'Id of the booking.' }) };

  static override flags = {
    ...gatewayFlags,
    'idempotency-key': Flags.string({
      summary: 'Key of this request; without it a new one.',
      env: envOf('idempotency-key'),
    }),
    reference: Flags.string({
      summary: "The channel's own number, in place of the id.",
      env: envOf('reference', 'cancel'),
      dependsOn: ['hotel'],
    }),
    hotel: hotelFlag(),
    'partner-revision': Flags.integer({
      summary: "The channel's own revision of the cancellation.",
      min: 0,
      env: envOf('partner-revision'),
      dependsOn: ['reference'],
    }),
    'act-as': actAsFlag('admin'),
    'dry-run': dryRunFlag(),
    yes: yesFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(BookingCancel);
    const { reference, hotel } = flags;
    if ((args.booking === undefined) === (reference === undefined))
      throw new AppError('VALIDATION', 'Give the id of the booking, or --reference with --hotel.');
    if (reference === undefined || hotel === undefined)
      return this.cancelById(
        args.booking ?? '',
        await this.openGateway({ ...flags, role: flags['act-as'] }),
        flags,
      );
    const client = await this.openGateway({ ...flags, role: 'ota' });
    if (flags['dry-run']) {
      this.talk(`Would cancel reservation ${reference} of ${hotel}.`);
      return { booking: null, dry_run: true };
    }
    await this.confirm(`Cancel reservation ${reference} of ${hotel}?`, flags);
    const booking = (await client.json({
      method: 'POST',
      path: `/api/bookings/by-reference/${encodeURIComponent(reference)}/cancel`,
      body: JSON.stringify({ hotel_id: hotel, partner_revision: flags['partner-revision'] }),
      contentType: 'application/json',
      headers: { 'Idempotency-Key': flags['idempotency-key'] ?? randomUUID() },
    })) as BookingView | TombstoneView;
    if (booking.booking_id === null)
      this.talk('The reservation has not come yet; when it does, it is cancelled already.');
    else this.showFacts(bookingFacts(booking));
    return { booking, dry_run: false };
  }

  private async cancelById(bookingId: string, client: GatewayClient, flags: CancelFlags): Promise<Result> {
    const path = `/api/bookings/${encodeURIComponent(bookingId)}`;
    if (flags['dry-run']) {
      const booking = (await client.json({ method: 'GET', path })) as BookingView;
      this.showFacts(bookingFacts(booking));
      this.talk('Would cancel this booking.');
      return { booking, dry_run: true };
    }
    await this.confirm(`Cancel booking ${bookingId}?`, flags);
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

interface CancelFlags {
  readonly 'dry-run': boolean;
  readonly yes: boolean;
  readonly 'idempotency-key': string | undefined;
}
