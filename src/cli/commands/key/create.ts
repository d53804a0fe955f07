import { Args, Flags } from '@oclif/core';
import type { NewKey } from '../../../core/partners/keys.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf, expiryFlag, KEY_MODES } from '../../flags.js';

type Result = (NewKey & { readonly dry_run: false }) | { readonly dry_run: true };

export default class KeyCreate extends AppCommand<Result> {
  static override summary = 'Create an API key for a partner.';

  static override description = `The key is shown once, on standard output, and cannot be shown again: Bellhop keeps only its hash. The partner sends
it as "Authorization: Bearer KEY", or with its code as user name in HTTP Basic or WS-Security. Older keys stay valid.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> demo-pms',
    '<%= config.bin %> <%= command.id %> demo-ota --mode live --expires-at 2027-01-01T00:00:00Z --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = {
    mode: Flags.option({ options: KEY_MODES })({
      summary: 'Whether it is for live or for test use (bh_live_ or bh_test_).',
      env: envOf('mode', 'key'),
      default: 'test',
    }),
    'expires-at': expiryFlag(),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(KeyCreate);
    const expires = flags['expires-at'];
    return this.withApp(flags.data, async (app) => {
      if (flags['dry-run']) {
        const partner = await app.partners.get(args.partner);
        this.log(`Would create a ${flags.mode} key for ${partner.code}.`);
        return { dry_run: true };
      }
      const options = { mode: flags.mode, ...(expires === undefined ? {} : { expires_at: expires }) };
      const key = await app.keys.create(args.partner, options);
      this.log(key.key);
      this.talk(
        `Keep it now, it is not shown again. Hint: ${key.hint}. Ends: ${key.expires_at?.toISOString() ?? 'never'}.`,
      );
      return { ...key, dry_run: false };
    });
  }
}
