import type { MappingView } from '../../../core/partners/list-mappings.js';
import { AppCommand } from '../../app-command.js';
import { hotelFlag, requiredPartnerFlag } from '../../flags.js';

interface Result {
  readonly mappings: readonly MappingView[];
}

export default class MappingList extends AppCommand<Result> {
  static override summary = "List a partner's codes for our hotels, rooms and rate plans.";

  static override description =
    'A message of the partner is understood by these codes alone. "-" where the thing that was mapped is gone.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --partner demo-pms',
    '<%= config.bin %> <%= command.id %> --partner demo-ota --hotel HV01 --json',
  ];

  static override flags = { partner: requiredPartnerFlag(), hotel: hotelFlag() };

  async run(): Promise<Result> {
    const { flags } = await this.parse(MappingList);
    const mappings = await this.withApp(flags.data, (app) =>
      app.mappings.list({ partner_code: flags.partner, hotel_code: flags.hotel }),
    );
    this.showTable(mappings, [
      { header: 'HOTEL', value: (mapping) => mapping.hotel_code },
      { header: 'KIND', value: (mapping) => mapping.kind },
      { header: 'OURS', value: (mapping) => mapping.our_code },
      { header: 'THEIRS', value: (mapping) => mapping.their_code },
    ]);
    return { mappings };
  }
}
