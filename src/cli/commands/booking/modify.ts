import { randomUUID } from 'node:crypto';
import { Args, Flags } from '@oclif/core';
import type { BookingView } from '../../../core/bookings/booking-record.js';
import { AppCommand } from '../../app-command.js';
import {
  actAsFlag,
  dryRunFlag,
  envOf,
  gatewayFlags,
  optionalDateFlag,
  roomFlag,
  yesFlag,
} from '../../flags.js';
import { readJsonInput } from '../../read-input.js';
import { restatedBody } from '../../restated-body.js';
import { bookingFacts } from '../../show-booking.js';

interface Result {
  readonly booking: BookingView;
  /** What was sent, or would be. */
  readonly restatement: unknown;
  readonly dry_run: boolean;
}

export default class BookingModify extends AppCommand<Result> {
  static override summary = 'Change the dates, rooms or guests of a booking.';

  static override description = `Reads the booking and sends PUT /api/bookings/:id with its whole state, changed by the flags, by default as the
operator, whose codes are our own. Nights that stay keep their price and need no free room; a room that is missing is
given up. A change by somebody else meanwhile is not undone: the command is refused then.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567 --check-out 2027-07-05',
    '<%= config.bin %> <%= command.id %> 412345678901234567 --rooms 2 --guests 4 --act-as ota --yes --json',
    '<%= config.bin %> <%= command.id %> 412345678901234567 --file state.json --dry-run',
  ];

  static override args = { booking: Args.string({ description: 'Id of the booking.', required: true }) };

  static override flags = {
    ...gatewayFlags,
    'check-in': optionalDateFlag('check-in', 'New arrival.', 'modify'),
    'check-out': optionalDateFlag('check-out', 'New departure; the last night is the one before.', 'modify'),
    room: roomFlag(),
    rate: Flags.string({
      summary: 'Code of the rate plan.',
      helpValue: 'CODE',
      env: envOf('rate', 'modify'),
    }),
    rooms: Flags.integer({ summary: 'Rooms in all.', min: 1, env: envOf('rooms', 'modify') }),
    guests: Flags.integer({ summary: 'Adults in all rooms.', min: 1, env: envOf('guests', 'modify') }),
    'total-price': Flags.string({
      summary: 'Price that the guest was shown; another one is refused.',
      helpValue: 'AMOUNT',
      env: envOf('total-price', 'modify'),
      dependsOn: ['currency'],
    }),
    currency: Flags.string({
      summary: 'Currency of the price.',
      helpValue: 'ISO',
      env: envOf('currency', 'modify'),
    }),
    file: Flags.string({
      summary: 'The whole state as JSON, or - for standard input, in place of the flags above.',
      helpValue: 'FILE',
      env: envOf('file', 'modify'),
      exclusive: ['check-in', 'check-out', 'room', 'rate', 'rooms', 'guests', 'total-price', 'currency'],
    }),
    'idempotency-key': Flags.string({
      summary: 'Key of this request; without it a new one.',
      env: envOf('idempotency-key'),
    }),
    'act-as': actAsFlag('admin'),
    'dry-run': dryRunFlag(),
    yes: yesFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(BookingModify);
    const client = await this.openGateway({ ...flags, role: flags['act-as'] });
    const path = `/api/bookings/${encodeURIComponent(args.booking)}`;
    const before = (await client.json({ method: 'GET', path })) as BookingView;
    const restatement =
      flags.file === undefined ? restatedBody(before, flags) : await readJsonInput(flags.file);
    if (flags['dry-run']) {
      this.showFacts(bookingFacts(before));
      this.talk(`Would send: ${JSON.stringify(restatement)}`);
      return { booking: before, restatement, dry_run: true };
    }
    await this.confirm(`Modify booking ${args.booking}?`, flags);
    const booking = (await client.json({
      method: 'PUT',
      path,
      body: JSON.stringify(restatement),
      contentType: 'application/json',
      headers: { 'Idempotency-Key': flags['idempotency-key'] ?? randomUUID() },
    })) as BookingView;
    this.showFacts(bookingFacts(booking));
    if (booking.revision === before.revision) this.talk('It was so already: nothing was changed.');
    return { booking, restatement, dry_run: false };
  }
}
