import { randomUUID } from 'node:crypto';
import { Flags } from '@oclif/core';
import type { BookingView } from '../../../core/bookings/booking-record.js';
import { AppCommand } from '../../app-command.js';
import {
  actAsFlag,
  dryRunFlag,
  envOf,
  gatewayFlags,
  hotelFlag,
  optionalDateFlag,
  roomFlag,
} from '../../flags.js';
import { bookingBody, quotePath, REQUEST_FLAGS } from '../../booking-body.js';
import { readJsonInput } from '../../read-input.js';
import { bookingFacts } from '../../show-booking.js';

type Result =
  | { readonly dry_run: true; readonly quote: unknown }
  | {
      readonly dry_run: false;
      readonly booking: BookingView;
      readonly replayed: boolean;
      readonly idempotency_key: string;
    };

export default class BookingCreate extends AppCommand<Result> {
  static override summary = 'Book as a channel would.';

  static override description = `Sends POST /api/bookings/create with the key of a booking partner; hotel, room and rate are that partner's own codes.
The Idempotency-Key is said on standard error: give the same one again and nothing is booked twice. With --dry-run
the stay is only quoted. With --hold the rooms are kept until the time that is said; with --payment-token the
booking is paid first, and while nobody knows whether it was, it is PENDING: send the same key again.`;

  static override usage = [
    '<%= command.id %> --hotel CODE --check-in YYYY-MM-DD --check-out YYYY-MM-DD [--room CODE] [FLAGS]',
    '<%= command.id %> --file FILE|- [FLAGS]',
  ];

  static override examples = [
    '<%= config.bin %> <%= command.id %> --hotel HV01 --check-in 2027-07-01 --check-out 2027-07-03 --guests 2 --room DBL',
    '<%= config.bin %> <%= command.id %> --hotel HV01 --check-in 2027-07-01 --check-out 2027-07-03 --payment-token tok_ok',
    '<%= config.bin %> <%= command.id %> --file booking.json --idempotency-key 7f9c --json',
  ];

  static override flags = {
    ...gatewayFlags,
    hotel: hotelFlag(),
    'check-in': optionalDateFlag('check-in', 'Arrival.'),
    'check-out': optionalDateFlag('check-out', 'Departure; the last night is the one before.'),
    room: roomFlag(),
    ...REQUEST_FLAGS,
    file: Flags.string({
      summary: 'The whole request as JSON, or - for standard input, in place of the flags above.',
      helpValue: 'FILE',
      env: envOf('file'),
      exclusive: ['hotel', 'check-in', 'check-out', 'room'],
    }),
    'idempotency-key': Flags.string({
      summary: 'Key of this request; without it a new one.',
      env: envOf('idempotency-key'),
    }),
    'act-as': actAsFlag('ota'),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(BookingCreate);
    const body = flags.file === undefined ? bookingBody(flags) : await readJsonInput(flags.file);
    const client = await this.openGateway({ ...flags, role: flags['act-as'] });
    if (flags['dry-run']) {
      const quote = await client.json({ method: 'GET', path: quotePath(body) });
      this.log(JSON.stringify(quote, null, 2));
      return { dry_run: true, quote };
    }
    const key = flags['idempotency-key'] ?? randomUUID();
    this.talk(`Idempotency-Key: ${key}`);
    const answer = await client.success({
      method: 'POST',
      path: '/api/bookings/create',
      body: JSON.stringify(body),
      contentType: 'application/json',
      headers: { 'Idempotency-Key': key },
    });
    const booking = JSON.parse(answer.body) as BookingView;
    const replayed = answer.headers['idempotent-replayed'] === 'true';
    this.showFacts(bookingFacts(booking));
    if (answer.status === 202)
      this.talk('Its payment is not settled yet: send the same Idempotency-Key again.');
    if (replayed) this.talk('This is the answer of an earlier request with the same key.');
    return { dry_run: false, booking, replayed, idempotency_key: key };
  }
}
