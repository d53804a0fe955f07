import { Args, Flags } from '@oclif/core';
import type { CopyAddresses } from '../../../core/reconcile/partner-copies.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf } from '../../flags.js';

interface Result extends CopyAddresses {
  readonly partner: string;
  readonly dry_run: boolean;
}

export default class ReconcileSource extends AppCommand<Result> {
  static override summary = 'Say where a partner can be asked for what it has.';

  static override description = `For contracts that have no question for it: "GET URL?hotel=CODE" answers {"hotel_code", "cells"} with cells as "message decode
--calendar" gives them, or {"bookings"} in the form of docs/sandbox.md. Without an address it shows what is known.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder --calendar-url https://api.stayfinder.example/calendar',
    '<%= config.bin %> <%= command.id %> stayfinder --calendar-url "" --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = {
    'calendar-url': Flags.string({
      summary: 'Where its calendar stands; empty takes it away.',
      helpValue: 'URL',
      env: envOf('calendar-url', 'reconcile'),
    }),
    'bookings-url': Flags.string({
      summary: 'Where its list of reservations stands; empty takes it away.',
      helpValue: 'URL',
      env: envOf('bookings-url', 'reconcile'),
    }),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ReconcileSource);
    const { 'calendar-url': calendar, 'bookings-url': bookings, 'dry-run': dry_run } = flags;
    const addresses = {
      ...(calendar === undefined ? {} : { calendar_url: calendar === '' ? null : calendar }),
      ...(bookings === undefined ? {} : { bookings_url: bookings === '' ? null : bookings }),
    };
    return this.withApp(flags.data, async ({ reconcile: { copies }, partners }) => {
      const partner = await partners.get(args.partner);
      const changes = Object.keys(addresses).length > 0 && !dry_run;
      const known = changes
        ? await copies.set(partner, addresses)
        : { ...(await copies.get(partner.partner_id)), ...addresses };
      this.showFacts([
        ['calendar', known.calendar_url],
        ['bookings', known.bookings_url],
      ]);
      return { partner: partner.code, ...known, dry_run };
    });
  }
}
