import { Flags } from '@oclif/core';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf, optionalIdFlag, partnerFlag, yesFlag } from '../../flags.js';

interface Result {
  readonly bookings: readonly string[];
  readonly messages: readonly string[];
  /** How many were not empty before. */
  readonly erased: number;
  readonly dry_run: boolean;
}

export default class MessageErase extends AppCommand<Result> {
  static override summary = 'Empty the messages that tell of a guest, who asked to be forgotten.';

  static override description = `Bodies and answers of every message that names the booking, by our number, its channel's or its PMS's: received, read,
sent. The rows stay and say when they were emptied, so that counts do. The archive has a command of its own
("archive erase"). It cannot be undone.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --booking 412345678901234567 --dry-run',
    '<%= config.bin %> <%= command.id %> --reference HDE-20417 --partner stayfinder --yes --json',
  ];

  static override flags = {
    booking: optionalIdFlag('booking', 'Our id of the booking.', 'message'),
    reference: Flags.string({
      summary: "The channel's number of the booking.",
      env: envOf('reference', 'message'),
    }),
    partner: partnerFlag(),
    email: Flags.string({
      summary: 'E-mail address of the guest: all of their bookings.',
      env: envOf('email', 'message'),
    }),
    'dry-run': dryRunFlag(),
    yes: yesFlag(),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(MessageErase);
    const { booking, reference, partner, email, 'dry-run': dryRun } = flags;
    if ([booking, reference, email].filter((one) => one !== undefined).length !== 1)
      throw new AppError('VALIDATION', 'Say whose messages: one of --booking, --reference and --email.', {
        next: 'bellhop message erase --help',
      });
    const { findGuestMessages } = await import('../../messages/erase-guest.js');
    return this.withApp(flags.data, async (app) => {
      const { bookings, messages } = await findGuestMessages(app, { booking, reference, partner, email });
      this.log(`${messages.length} message(s) tell of ${bookings.length} booking(s).`);
      for (const id of messages) this.log(id);
      if (!dryRun && messages.length > 0)
        await this.confirm(`Empty these ${messages.length} message(s) for good?`, flags);
      const erased = dryRun ? 0 : await app.journal.erase(messages);
      if (!dryRun) this.log(`Emptied ${erased}.`);
      return { bookings, messages, erased, dry_run: dryRun };
    });
  }
}
