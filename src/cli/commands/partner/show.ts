import { Args } from '@oclif/core';
import type { KeyView } from '../../../core/partners/keys.js';
import type { Partner } from '../../../core/partners/partner.js';
import { AppCommand } from '../../app-command.js';

type Result = Partner & { readonly keys: readonly KeyView[] };

export default class PartnerShow extends AppCommand<Result> {
  static override summary = 'Show a partner and its keys.';

  static override description =
    'Keys are shown by id, hint and state. A key itself is known only to who got it: Bellhop stores its hash.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> demo-pms',
    '<%= config.bin %> <%= command.id %> demo-ota --json',
  ];

  static override args = { code: Args.string({ description: 'Code of the partner.', required: true }) };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(PartnerShow);
    const result = await this.withApp(flags.data, async (app) => {
      const partner = await app.partners.get(args.code);
      return { ...partner, keys: await app.keys.list(args.code) };
    });
    this.showFacts([
      ['code', result.code],
      ['name', result.name],
      ['kind', result.kind],
      ['connector', result.connector],
      ['requests a minute', result.requests_per_minute ?? "the gateway's limit"],
      ['minutes of a hold', result.hold_minutes ?? "the gateway's"],
      ['when oversold', result.oversell_policy],
      ['feed', result.feed_mode],
      ['dialect', result.dialect?.dialect ?? "the contract's own"],
      ['means otherwise', describeOverrides(result)],
      ['status', result.status],
      ['id', result.partner_id],
    ]);
    this.log();
    this.showTable(result.keys, [
      { header: 'KEY', value: (key) => key.key_id },
      { header: 'HINT', value: (key) => key.hint },
      { header: 'STATE', value: (key) => key.state },
      { header: 'CREATED', value: (key) => key.created_at.toISOString() },
      { header: 'EXPIRES', value: (key) => key.expires_at?.toISOString() },
    ]);
    return result;
  }
}

/** "los through, stock_level room" */
function describeOverrides({ dialect }: Partner): string | null {
  const said = Object.entries(dialect?.overrides ?? {}).map(([field, value]) => `${field} ${value}`);
  return said.length === 0 ? null : said.join(', ');
}
