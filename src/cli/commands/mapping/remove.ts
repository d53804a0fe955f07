import { Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { yesFlag } from '../../flags.js';
import { mappingFlags, oursFlag } from '../../mapping-flags.js';

interface Result {
  readonly removed: number;
  readonly dry_run: boolean;
}

export default class MappingRemove extends AppCommand<Result> {
  static override summary = 'Take a hotel, room or rate plan from a partner.';

  static override description = `A connected channel is told first that it is closed, under the code that it knew. Of kind hotel everything of the hotel
goes that is mapped to the partner, and --ours may be left out. What is not mapped is no fault.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --partner stayfinder --hotel HV01 --kind rate --ours NRF --yes',
    '<%= config.bin %> <%= command.id %> --partner stayfinder --hotel HV01 --kind hotel --dry-run --json',
  ];

  static override flags = { ...mappingFlags(), ours: Flags.string(oursFlag), yes: yesFlag() };

  async run(): Promise<Result> {
    const { flags } = await this.parse(MappingRemove);
    const { partner, hotel, kind } = flags;
    const ours = flags.ours ?? (kind === 'hotel' ? hotel : '');
    return this.withApp(flags.data, async ({ mappings }) => {
      if (flags['dry-run']) {
        const known = await mappings.list({ partner_code: partner, hotel_code: hotel });
        const removed = known.filter(
          (one) => kind === 'hotel' || (one.kind === kind && one.our_code === ours),
        ).length;
        this.log(`Would take ${removed} mapping(s) of hotel ${hotel} from ${partner}.`);
        return { removed, dry_run: true };
      }
      const what = kind === 'hotel' ? `everything of ${hotel}` : `${kind} ${ours} of ${hotel}`;
      await this.confirm(`Take ${what} from ${partner}?`, { yes: flags.yes });
      const { removed } = await mappings.remove({
        ...{ partner_code: partner, hotel_code: hotel, kind, our_code: ours },
      });
      this.log(`${removed} mapping(s) of hotel ${hotel} taken from ${partner}.`);
      if (removed > 0) this.talk(`Next: bellhop delivery list --partner ${partner} --hotel ${hotel}`);
      return { removed, dry_run: false };
    });
  }
}
