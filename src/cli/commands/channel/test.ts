import { Args } from '@oclif/core';
import type { TriedEndpoint } from '../../../core/delivery/try-endpoint.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { hotelFlag } from '../../flags.js';

export default class ChannelTest extends AppCommand<TriedEndpoint> {
  static override summary = 'Send a partner one night that it is to have anyway, and show what it answers.';

  static override description = `The present values of tonight, of the first room type of a hotel that is mapped to it. A PMS is only called: a reservation
is never sent for trial. The exit code is 3 when it was not accepted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder',
    '<%= config.bin %> <%= command.id %> stayfinder --hotel HV01 --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = { hotel: hotelFlag() };

  async run(): Promise<TriedEndpoint> {
    const { args, flags } = await this.parse(ChannelTest);
    const tried = await this.withApp(flags.data, ({ delivery }) =>
      delivery.tryEndpoint(args.partner, flags.hotel ?? null),
    );
    this.showTable(tried.tries, [
      { header: 'MESSAGE', value: (one) => one.message },
      { header: 'HTTP', value: (one) => one.status, align: 'right' },
      { header: 'MS', value: (one) => one.took_ms, align: 'right' },
      { header: 'OUTCOME', value: (one) => one.outcome },
    ]);
    if (tried.tries.length === 0) this.talk('There is nothing to tell: no rates or rooms of tonight.');
    if (!tried.ok) this.exitWith(EXIT.refused);
    return tried;
  }
}
