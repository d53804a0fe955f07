import type { Partner } from '../../../core/partners/partner.js';
import { AppCommand } from '../../app-command.js';

interface Result {
  readonly partners: readonly Partner[];
}

export default class PartnerList extends AppCommand<Result> {
  static override summary = 'List the partners.';

  static override description =
    'Every PMS, booking channel and operator that has ever been created, in the order of their codes.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<Result> {
    const { flags } = await this.parse(PartnerList);
    const partners = await this.withApp(flags.data, (app) => app.partners.list());
    this.showTable(partners, [
      { header: 'CODE', value: (partner) => partner.code },
      { header: 'NAME', value: (partner) => partner.name, shrink: true },
      { header: 'KIND', value: (partner) => partner.kind },
      { header: 'CONNECTOR', value: (partner) => partner.connector },
      { header: 'PER MINUTE', value: (partner) => partner.requests_per_minute, align: 'right' },
      { header: 'STATUS', value: (partner) => partner.status },
    ]);
    return { partners };
  }
}
