import { Args, Flags } from '@oclif/core';
import {
  FEED_MODES,
  OVERSELL_POLICIES,
  PARTNER_KINDS,
  type Partner,
} from '../../../core/partners/partner.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf } from '../../flags.js';
import { findPartner } from '../../find-partner.js';
import { chooseDialect } from '../../choose-dialect.js';

interface Result {
  readonly partner: Partner | null;
  readonly created: boolean;
  readonly dry_run: boolean;
}

export default class PartnerCreate extends AppCommand<Result> {
  static override summary = 'Create a partner, or bring the one with this code up to date.';

  static override description = `A partner is someone who talks to Bellhop: a property management system (pms), a booking channel (ota) or your own
staff and scripts (operator). Its code is also its user name for HTTP Basic and WS-Security. Repeating the command
changes only what differs; the kind of a partner never changes. Give it a key with "bellhop key create".`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> seaside-pms --name "Seaside PMS" --kind pms --connector ota',
    '<%= config.bin %> <%= command.id %> stayfinder --name StayFinder --kind ota --connector native --requests-per-minute 600',
    '<%= config.bin %> <%= command.id %> weekend-pms --name Weekend --kind pms --connector ota --dialect ota-weekendesk --override los=arrival',
  ];

  static override args = {
    code: Args.string({
      description: 'Code of the partner: letters, digits, dots, underscores, hyphens.',
      required: true,
    }),
  };

  static override flags = {
    name: Flags.string({ summary: 'Name for people.', env: envOf('name', 'partner'), required: true }),
    kind: Flags.option({ options: PARTNER_KINDS })({
      summary: 'What it is.',
      env: envOf('kind', 'partner'),
      required: true,
    }),
    connector: Flags.string({
      summary: 'Wire contract it speaks ("bellhop adapter list"); a new partner speaks native without it.',
      helpValue: 'ID',
      env: envOf('connector', 'partner'),
    }),
    'requests-per-minute': Flags.integer({
      summary: "Its own limit; without it the gateway's.",
      min: 1,
      env: envOf('requests-per-minute', 'partner'),
    }),
    'hold-minutes': Flags.integer({
      summary: "How long its holds keep their rooms; without it as long as the gateway's setting says.",
      min: 1,
      max: 1_440,
      env: envOf('hold-minutes', 'partner'),
    }),
    'oversell-policy': Flags.option({ options: OVERSELL_POLICIES })({
      summary: 'What becomes of a reservation that it has sold already and for which there is no room.',
      env: envOf('oversell-policy', 'partner'),
    }),
    'feed-mode': Flags.option({ options: FEED_MODES })({
      summary: 'A PMS: all revisions of a booking as they come, or one undecided at a time.',
      env: envOf('feed-mode', 'partner'),
    }),
    dialect: Flags.string({
      summary:
        'Habit in which it speaks its contract ("adapter list --json"); "default" for the contract itself.',
      helpValue: 'ID',
      env: envOf('dialect', 'partner'),
    }),
    override: Flags.string({
      summary:
        'What it means otherwise even there; may be given several times, FIELD=default takes one back.',
      helpValue: 'FIELD=VALUE',
      multiple: true,
      env: envOf('override', 'partner'),
    }),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(PartnerCreate);
    if (flags.connector !== undefined) await this.requireConnector(flags.connector);
    return this.withApp(flags.data, async (app) => {
      const existing = await findPartner(app, args.code);
      // One that is there keeps its contract: with another one nothing of its messages would be understood.
      const connector = await this.requireConnector(flags.connector ?? existing?.connector ?? 'native');
      const dialect = chooseDialect(connector, existing?.dialect ?? null, flags);
      if (flags['dry-run']) {
        this.log(existing === null ? `Would create partner ${args.code}.` : `Partner ${args.code} exists.`);
        return { partner: existing, created: false, dry_run: true };
      }
      const result = await app.partners.create({
        code: args.code,
        name: flags.name,
        kind: flags.kind,
        connector: connector.id,
        requests_per_minute: flags['requests-per-minute'],
        hold_minutes: flags['hold-minutes'],
        oversell_policy: flags['oversell-policy'],
        feed_mode: flags['feed-mode'],
        dialect,
      });
      this.log(`Partner ${result.partner.code} ${result.created ? 'created' : 'is up to date'}.`);
      this.talk(`Next: bellhop ${result.created ? 'key create' : 'partner show'} ${result.partner.code}`);
      return { ...result, dry_run: false };
    });
  }
}
