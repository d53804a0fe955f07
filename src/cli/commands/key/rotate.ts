import { Args, Flags } from '@oclif/core';
import type { NewKey } from '../../../core/partners/keys.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf, KEY_MODES } from '../../flags.js';

type Result = (NewKey & { readonly dry_run: false }) | { readonly dry_run: true };

export default class KeyRotate extends AppCommand<Result> {
  static override summary = 'Create a new key and let the older ones end.';

  static override description = `Makes a new key and gives the partner's older keys of the same mode an end, so that the partner has time to change
over. With --grace-hours 0 they end at once.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> demo-pms --grace-hours 48',
    '<%= config.bin %> <%= command.id %> demo-ota --mode live --grace-hours 0 --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = {
    mode: Flags.option({ options: KEY_MODES })({
      summary: 'Whether it is for live or for test use (bh_live_ or bh_test_).',
      env: envOf('mode', 'key'),
      default: 'test',
    }),
    'grace-hours': Flags.integer({
      summary: 'Hours for which the older keys still work.',
      min: 0,
      max: 720,
      default: 24,
      env: envOf('grace-hours'),
    }),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(KeyRotate);
    const { mode, 'grace-hours': graceHours } = flags;
    return this.withApp(flags.data, async (app) => {
      if (flags['dry-run']) {
        const keys = await app.keys.list(args.partner);
        const ending = keys.filter((key) => key.state === 'valid' && key.hint.startsWith(`bh_${mode}`));
        this.log(`Would create a ${mode} key and end ${ending.length} older one(s) in ${graceHours} h.`);
        return { dry_run: true };
      }
      const key = await app.keys.rotate(args.partner, { mode, graceHours });
      this.log(key.key);
      this.talk(
        `Keep it now, it is not shown again. Hint: ${key.hint}. Older ${mode} keys end in ${graceHours} h.`,
      );
      return { ...key, dry_run: false };
    });
  }
}
