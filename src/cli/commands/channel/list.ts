import type { Endpoint } from '../../../core/delivery/endpoints.js';
import { AppCommand } from '../../app-command.js';
import { givingUp } from '../../giving-up.js';

interface Result {
  readonly channels: readonly Endpoint[];
}

export default class ChannelList extends AppCommand<Result> {
  static override summary = 'List the partners that are sent something, and how they answer.';

  static override description = `FAILURES counts those in a row; from five on an endpoint is left alone until the time in TRIED AGAIN, and then tried by
one delivery first. CLOSING: what it was told of is closed there, then it is forgotten. What waits for each hotel: "delivery list". Last success, last attempt, lag and cause of each hotel and
kind, and what the last comparison found: "channel status".`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<Result> {
    const { flags } = await this.parse(ChannelList);
    const channels = await this.withApp(flags.data, ({ delivery }) => delivery.endpoints.list());
    this.showTable(channels, [
      { header: 'PARTNER', value: (channel) => channel.partner },
      { header: 'CONTRACT', value: (channel) => channel.dialect ?? channel.connector },
      { header: 'STATUS', value: (channel) => channel.status },
      { header: 'URL', value: (channel) => channel.url },
      { header: 'FAILURES', value: (channel) => channel.failures, align: 'right' },
      { header: 'TRIED AGAIN', value: (channel) => channel.breaker_until },
      { header: 'LAST ANSWERED', value: (channel) => channel.last_success_at },
      { header: 'LAST OUTCOME', value: (channel) => channel.last_outcome, below: true },
    ]);
    for (const { partner } of channels.filter(({ status }) => status === 'CLOSING'))
      this.talk(`${partner} is being closed. If it never answers: ${givingUp(partner)}`);
    if (channels.length === 0) this.talk('No partner is connected: bellhop channel connect --help');
    return { channels };
  }
}
