import { Args, Flags } from '@oclif/core';
import type { Endpoint } from '../../../core/delivery/endpoints.js';
import { parseBudget } from '../../../core/delivery/parse-budget.js';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf } from '../../flags.js';
import { readPassword } from '../../read-password.js';

interface Result {
  readonly channel: Endpoint | null;
  readonly dry_run: boolean;
}

const PRICING = ['per_room', 'per_occupancy'] as const;
const LOS = ['arrival', 'through'] as const;

export default class ChannelConnect extends AppCommand<Result> {
  static override summary = 'Say where a partner takes what we send, and begin to send it.';

  static override description = `A channel gets rates and availability of every hotel that is mapped to it: everything at first, then what changes; nights
behind the last one that is stored here are told as not for sale, as far ahead as it takes any. So have the PMS push first. A PMS
gets the reservations of its hotels, where its contract has a push. The password is stored encrypted under
BELLHOP_SECRET_KEY, and not at all without it. Repeating the command replaces what was said before.`;

  static override examples = [
    'printf %s "$PASSWORD" | <%= config.bin %> <%= command.id %> stayfinder --url https://api.stayfinder.example/ari --username bellhop --password-stdin',
    '<%= config.bin %> <%= command.id %> stayfinder --url http://127.0.0.1:4900 --username bellhop --dry-run --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = {
    url: Flags.string({
      summary: 'Base address; https, or http on this machine.',
      helpValue: 'URL',
      env: envOf('url', 'channel'),
      required: true,
    }),
    username: Flags.string({
      summary: 'Who we are to it; contracts with a key alone take any.',
      env: envOf('username', 'channel'),
      default: 'bellhop',
    }),
    'password-stdin': Flags.boolean({
      summary: 'Read the password or key from standard input; it is never an argument.',
      env: envOf('password-stdin', 'channel'),
      default: false,
    }),
    'requestor-id': Flags.string({
      summary: 'RequestorID and the like, where the contract has one.',
      env: envOf('requestor-id', 'channel'),
    }),
    dialect: Flags.string({
      summary: 'Which dialect of its contract it takes ("adapter list --json").',
      helpValue: 'ID',
      env: envOf('dialect', 'channel'),
    }),
    pricing: Flags.option({ options: PRICING })({
      summary: 'How prices are set up there.',
      env: envOf('pricing', 'channel'),
    }),
    los: Flags.option({ options: LOS })({
      summary: 'What limits of stays mean, where that is set up there.',
      env: envOf('los', 'channel'),
    }),
    budget: Flags.string({
      summary:
        'What it allows otherwise than its contract: MOST/SECONDS:message, :property or :token, with :values to count values.',
      helpValue: '10/60:message',
      multiple: true,
      env: envOf('budget', 'channel'),
    }),
    'body-bytes': Flags.integer({
      summary: 'Largest request that it takes, where that is less than its contract says.',
      min: 1_000,
      env: envOf('body-bytes', 'channel'),
    }),
    'calendar-url': Flags.string({
      summary: 'Where it tells its own calendar ("reconcile source").',
      helpValue: 'URL',
      env: envOf('calendar-url', 'channel'),
    }),
    'bookings-url': Flags.string({
      summary: 'Where it lists its reservations ("reconcile source").',
      helpValue: 'URL',
      env: envOf('bookings-url', 'channel'),
    }),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ChannelConnect);
    const budgets = flags.budget?.map(parseBudget) ?? null;
    return this.withApp(flags.data, async ({ delivery, partners, reconcile }) => {
      const { url, dialect = null } = flags;
      // Nobody is asked for a password that could not be used.
      await delivery.endpoints.check({ partner: args.partner, url, dialect });
      if (flags['dry-run']) {
        this.log(`Would send to ${args.partner} at ${flags.url}.`);
        return { channel: null, dry_run: true };
      }
      if (!flags['password-stdin']) throw passwordMissing();
      const password = await readPassword();
      const channel = await delivery.endpoints.connect({
        ...{ partner: args.partner, url: flags.url, username: flags.username, password },
        ...{ requestor_id: flags['requestor-id'] ?? null, dialect: flags.dialect ?? null },
        ...{ pricing: flags.pricing ?? null, los: flags.los ?? null },
        ...{ budgets, body_bytes: flags['body-bytes'] ?? null },
      });
      const { 'calendar-url': calendar_url, 'bookings-url': bookings_url } = flags;
      const partner = await partners.get(channel.partner);
      await reconcile.copies.set(partner, {
        ...(calendar_url === undefined ? {} : { calendar_url }),
        ...(bookings_url === undefined ? {} : { bookings_url }),
      });
      const sent = partner.kind === 'pms' ? 'the reservations of its hotels are' : 'everything is';
      this.log(`${channel.partner} is connected at ${channel.url}; ${sent} sent to it now.`);
      this.talk(`Next: bellhop channel test ${channel.partner}`);
      return { channel, dry_run: false };
    });
  }
}

function passwordMissing(): AppError {
  return new AppError('VALIDATION', 'The password comes from standard input: say --password-stdin.', {
    next: 'bellhop channel connect --help',
  });
}
