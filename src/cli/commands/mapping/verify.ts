import type { MappingReport } from '../../../core/partners/verify-mappings.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { requiredHotelFlag, requiredPartnerFlag } from '../../flags.js';

type Result = MappingReport & { readonly complete: boolean };

export default class MappingVerify extends AppCommand<Result> {
  static override summary = 'Check that a partner can reach every room and rate plan of a hotel.';

  static override description =
    'Lists what has no code of the partner and codes whose room or rate plan is gone. Exit code 3 when there is something.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --partner demo-pms --hotel HV01',
    '<%= config.bin %> <%= command.id %> --partner demo-ota --hotel HV01 --json',
  ];

  static override flags = { partner: requiredPartnerFlag(), hotel: requiredHotelFlag() };

  async run(): Promise<Result> {
    const { flags } = await this.parse(MappingVerify);
    const report = await this.withApp(flags.data, (app) =>
      app.mappings.verify({ partner_code: flags.partner, hotel_code: flags.hotel }),
    );
    const complete = report.hotel_mapped && report.unmapped.length === 0 && report.dangling.length === 0;
    if (complete) this.log(`${flags.partner} reaches every room and rate plan of ${flags.hotel}.`);
    else {
      this.showReport(report);
      this.talk(
        `Next: bellhop mapping set --partner ${flags.partner} --hotel ${flags.hotel} --kind KIND --ours CODE --theirs CODE`,
      );
      this.exitWith(EXIT.refused);
    }
    return { ...report, complete };
  }

  private showReport(report: MappingReport): void {
    const rows = [
      ...(report.hotel_mapped ? [] : [{ fault: 'not mapped', kind: 'hotel', code: '' }]),
      ...report.unmapped.map((entry) => ({ fault: 'not mapped', kind: entry.kind, code: entry.our_code })),
      ...report.dangling.map((entry) => ({ fault: 'gone', kind: entry.kind, code: entry.their_code })),
    ];
    this.showTable(rows, [
      { header: 'FAULT', value: (row) => row.fault },
      { header: 'KIND', value: (row) => row.kind },
      { header: 'CODE', value: (row) => row.code },
    ]);
  }
}
