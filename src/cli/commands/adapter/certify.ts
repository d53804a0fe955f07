import { Args, Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import type { CertifyScene } from '../../certify/certify-scene.js';
import type { CaseResult } from '../../certify/run-cases.js';
import { EXIT } from '../../error-report.js';
import { dryRunFlag, envOf, gatewayFlags, partnerFlag } from '../../flags.js';
import { AppError } from '../../../core/model/errors.js';
import type { Connector } from '../../../core/model/connector.js';

interface Result {
  readonly connector: string;
  readonly gateway: string | null;
  readonly passed: number;
  readonly failed: number;
  /** Ids of cases for which the gateway has no partner. */
  readonly skipped: readonly string[];
  readonly cases: readonly (CaseResult | Pick<CaseResult, 'id' | 'title' | 'source'>)[];
}

export default class AdapterCertify extends AppCommand<Result> {
  static override summary = "Run a contract's certification list against a running gateway.";

  static override description = `Sends over HTTP what the contract's owner would try before going live, as our own cases, and compares
answers and stored nights. Without --against it works on the stack in --data, where it makes a partner, a key for this run
and hotels of its own; repeating it is harmless. Against another gateway it needs a partner with its key and the codes of a
hotel that is there for trying out. Exit code 3 when a case fails.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> ota',
    '<%= config.bin %> <%= command.id %> channex --case full-sync --messages',
    '<%= config.bin %> <%= command.id %> ota --against https://gateway.example --partner pms-1 --key bh_test_... --codes HV01,DBL,SGL,BAR,FLEX --json',
  ];

  static override args = {
    connector: Args.string({
      description: 'Id of the contract, as "adapter list" shows it.',
      required: true,
    }),
  };

  static override flags = {
    against: Flags.url({
      summary: 'Address of another gateway, whose stores are not at hand.',
      helpValue: 'URL',
      env: envOf('against'),
    }),
    partner: partnerFlag(),
    'channel-key': Flags.string({
      summary:
        'Key of a booking channel at the same hotel, for cases that book; with --against. Skipped without it.',
      helpValue: 'KEY',
      env: envOf('channel-key'),
    }),
    codes: Flags.string({
      summary: "The partner's codes of a hotel, two room types and two rate plans; with --against.",
      helpValue: 'HOTEL,ROOM,ROOM2,RATE,RATE2',
      env: envOf('codes'),
    }),
    case: Flags.string({
      summary: 'Only this case; may be given again.',
      multiple: true,
      helpValue: 'ID',
      env: envOf('case'),
    }),
    messages: Flags.boolean({
      summary: 'Also show the messages of cases that pass.',
      env: envOf('messages'),
      default: false,
    }),
    'dry-run': dryRunFlag(),
    key: gatewayFlags.key,
    timeout: gatewayFlags.timeout,
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(AdapterCertify);
    const connector = await this.requireConnector(args.connector);
    const cases = chooseCases(connector, flags.case);
    if (flags['dry-run']) return this.listCases(connector, cases);
    if (flags.against !== undefined) {
      const { partner = '', key = '', codes = '', 'channel-key': channelKey = '' } = flags;
      if (partner === '' || key === '') {
        throw new AppError('UNAUTHENTICATED', '--against needs --partner and --key, and --codes.', {
          next: 'bellhop adapter certify --help',
        });
      }
      const { foreignScene } = await import('../../certify/foreign-scene.js');
      const now = new Date();
      const run = now.getTime().toString(36);
      const scene = foreignScene({ url: flags.against.href, partner, key, channelKey, codes, run, now });
      return this.certify(scene, { connector, cases, flags });
    }
    const { requireProfile, dataDirectory } = await import('../../dev-stack/profile.js');
    const { gateway } = requireProfile(dataDirectory(flags.data));
    const { prepareScene } = await import('../../certify/prepare-scene.js');
    return this.withApp(flags.data, async (app) => {
      const scene = await prepareScene(app, connector, gateway);
      try {
        return await this.certify(scene, { connector, cases, flags });
      } finally {
        await scene.close();
      }
    });
  }

  private listCases(connector: Connector, cases: readonly Chosen[]): Result {
    const listed = cases.map(({ one: { id, title, source } }) => ({ id, title, source }));
    this.showTable(listed, [
      { header: 'ID', value: (one) => one.id },
      { header: 'CASE', value: (one) => one.title, shrink: true },
      { header: 'SOURCE', value: (one) => one.source, shrink: true },
    ]);
    return { connector: connector.id, gateway: null, passed: 0, failed: 0, skipped: [], cases: listed };
  }

  private async certify(
    scene: CertifyScene,
    work: {
      readonly connector: Connector;
      readonly cases: readonly Chosen[];
      readonly flags: { readonly messages: boolean; readonly timeout: number };
    },
  ): Promise<Result> {
    const { connector, cases, flags } = work;
    const [{ runCases }, { renderCase }] = await Promise.all([
      import('../../certify/run-cases.js'),
      import('../../certify/render-results.js'),
    ]);
    const results = await runCases(scene, cases, {
      timeoutSeconds: flags.timeout,
      done: (result) => {
        this.log(renderCase(result, flags.messages));
      },
    });
    const skipped = results.filter((result) => result.skipped !== undefined).map(({ id }) => id);
    const passed = results.filter((result) => result.passed).length;
    const failed = results.length - passed - skipped.length;
    const left = skipped.length === 0 ? '' : `, ${skipped.length} skipped: ${skipped.join(', ')}`;
    this.log(`${passed} passed, ${failed} failed${left}`);
    if (failed > 0) this.exitWith(EXIT.refused);
    return {
      connector: connector.id,
      gateway: scene.gateway,
      passed,
      failed,
      skipped,
      cases: results,
    };
  }
}

type Chosen = { readonly place: number; readonly one: NonNullable<Connector['certification']>[number] };

/** @throws AppError VALIDATION for a contract without list, or a case that it does not have. */
function chooseCases(connector: Connector, wanted: readonly string[] | undefined): Chosen[] {
  const all = (connector.certification ?? []).map((one, place): Chosen => ({ place, one }));
  if (all.length === 0) {
    const why =
      connector.channel === undefined
        ? ''
        : ': it is sent to and has no endpoint here, so there is nothing to send; its codec is tried by "message decode"';
    throw new AppError('VALIDATION', `Connector "${connector.id}" has no certification list${why}.`);
  }
  if (wanted === undefined) return all;
  const unknown = wanted.find((id) => !all.some(({ one }) => one.id === id));
  if (unknown === undefined) return all.filter(({ one }) => wanted.includes(one.id));
  const ids = all.map(({ one }) => one.id).join(', ');
  throw new AppError('VALIDATION', `There is no case "${unknown}"; there are ${ids}.`, {
    next: `bellhop adapter certify ${connector.id} --dry-run`,
  });
}
