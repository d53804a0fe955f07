import { Args } from '@oclif/core';
import type { KeyView } from '../../../core/partners/keys.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, yesFlag } from '../../flags.js';

type Result = (KeyView & { readonly dry_run: false }) | { readonly dry_run: true };

export default class KeyRevoke extends AppCommand<Result> {
  static override summary = 'End a key for good, at once.';

  static override description =
    'The next request with this key is refused. It cannot be undone; make a new key with "bellhop key create". Repeating it changes nothing.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567',
    '<%= config.bin %> <%= command.id %> bh_test_a1b2 --yes --json',
  ];

  static override args = {
    key: Args.string({ description: 'Id or hint of the key ("bellhop partner show CODE").', required: true }),
  };

  static override flags = { 'dry-run': dryRunFlag(), yes: yesFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(KeyRevoke);
    if (flags['dry-run']) {
      this.log('Would end the key, if there is one with this id or hint.');
      return { dry_run: true };
    }
    await this.confirm('End this key at once? Requests with it will be refused.', flags);
    const key = await this.withApp(flags.data, (app) => app.keys.revoke(args.key));
    this.log(`Key ${key.hint} (${key.key_id}) is revoked.`);
    return { ...key, dry_run: false };
  }
}
