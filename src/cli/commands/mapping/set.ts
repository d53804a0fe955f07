import { Flags } from '@oclif/core';
import type { MappingView } from '../../../core/partners/list-mappings.js';
import { AppCommand } from '../../app-command.js';
import { envOf } from '../../flags.js';
import { mappingFlags, oursFlag } from '../../mapping-flags.js';

interface Result {
  readonly mapping: MappingView | null;
  readonly changed: boolean;
  readonly dry_run: boolean;
}

export default class MappingSet extends AppCommand<Result> {
  static override summary = 'Say which code a partner uses for a hotel, room or rate plan.';

  static override description = `Replaces the code that the partner used for it before; a code that means something else already is refused. The next
message is read with the new code, in every process.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --partner demo-pms --hotel HV01 --kind room --ours DBL --theirs 4711',
    '<%= config.bin %> <%= command.id %> --partner demo-ota --hotel HV01 --kind hotel --ours HV01 --theirs 88001 --json',
  ];

  static override flags = {
    ...mappingFlags(),
    ours: Flags.string({ ...oursFlag, required: true }),
    theirs: Flags.string({
      summary: "The partner's code for it.",
      helpValue: 'CODE',
      env: envOf('theirs'),
      required: true,
    }),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(MappingSet);
    return this.withApp(flags.data, async (app) => {
      if (flags['dry-run']) {
        const known = await app.mappings.list({ partner_code: flags.partner, hotel_code: flags.hotel });
        const before =
          known.find((mapping) => mapping.kind === flags.kind && mapping.our_code === flags.ours) ?? null;
        this.log(
          `Would map ${flags.kind} ${flags.ours} to ${flags.theirs} (now: ${before?.their_code ?? 'not mapped'}).`,
        );
        return { mapping: before, changed: false, dry_run: true };
      }
      const result = await app.mappings.set({
        partner_code: flags.partner,
        hotel_code: flags.hotel,
        kind: flags.kind,
        our_code: flags.ours,
        their_code: flags.theirs,
      });
      this.log(
        `${flags.kind} ${flags.ours} is ${flags.theirs} for ${flags.partner}${result.changed ? '' : ' (as before)'}.`,
      );
      return { ...result, dry_run: false };
    });
  }
}
