import { Args } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { caseFlags, targetFlags } from '../../certify/certify-flags.js';
import type { ForeignChannel } from '../../certify/certify-pushes.js';
import type { CertifyScene } from '../../certify/certify-scene.js';
import { anotherGateway, channelAt } from '../../certify/certify-targets.js';
import { chooseCases, type ChosenCases } from '../../certify/choose-cases.js';
import type { PushCaseResult } from '../../certify/push-result.js';
import type { CaseResult } from '../../certify/run-cases.js';
import { EXIT } from '../../error-report.js';
import { dryRunFlag, gatewayFlags } from '../../flags.js';
import type { App } from '../../../core/app.js';
import type { LeftOpen } from '../../../core/delivery/endpoints.js';
import type { Connector } from '../../../core/model/connector.js';

interface Result {
  readonly connector: string;
  readonly gateway: string | null;
  /** Where cases were sent that a gateway tells a channel; null: none. */
  readonly channel: string | null;
  readonly passed: number;
  readonly failed: number;
  /** Ids of cases for which the gateway has no partner, or nobody has a channel that does what it is told to. */
  readonly skipped: readonly string[];
  readonly cases: readonly (Tried | Pick<CaseResult, 'id' | 'title' | 'source'>)[];
}

type Tried = CaseResult | PushCaseResult;

export default class AdapterCertify extends AppCommand<Result> {
  static override summary = "Run a contract's certification list against a running gateway.";

  static override description = `Sends over HTTP what the contract's owner would try before going live, as our own cases, and compares
answers and stored nights. Without --against it works on the stack in --data, where it makes a partner, a key for this run
and hotels of its own; repeating it is harmless. Against another gateway it needs a partner with its key and the codes of a
hotel that is there for trying out. What a contract has us send (rates and availability to a channel, reservations fetched from
it) goes through the gateway's own delivery to a simulated channel that is started for this run, whose calendar and requests are
looked at afterwards; with --against, of such a contract or with --pushes, to that channel instead. Exit code 3 when a case fails.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> ota',
    '<%= config.bin %> <%= command.id %> channex --case full-sync --messages',
    '<%= config.bin %> <%= command.id %> ota --against https://gateway.example --partner pms-1 --key bh_test_... --codes HV01,DBL,SGL,BAR,FLEX --json',
    '<%= config.bin %> <%= command.id %> booking-com --case ota-full-sync --messages',
    'printf %s "$PASSWORD" | <%= config.bin %> <%= command.id %> siteconnect --pushes --against https://test.channel.example --allow-remote --username bellhop --password-stdin --codes 7001,11,12,21,22',
  ];

  static override args = {
    connector: Args.string({
      description: 'Id of the contract, as "adapter list" shows it.',
      required: true,
    }),
  };

  static override flags = {
    ...targetFlags,
    ...caseFlags,
    'dry-run': dryRunFlag(),
    key: gatewayFlags.key,
    timeout: gatewayFlags.timeout,
  };

  private readonly stopping = new AbortController();

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(AdapterCertify);
    const connector = await this.requireConnector(args.connector);
    const chosen = chooseCases(connector, flags.case, flags);
    if (flags['dry-run']) return this.listCases(connector, chosen);
    const { against } = flags;
    if (against !== undefined && chosen.received.length > 0) {
      const scene = await anotherGateway(against, flags);
      const results = await this.tryReceived(scene, { chosen, flags });
      return this.report(connector, { gateway: scene.gateway, channel: null, results });
    }
    const { requireProfile, readProfile, dataDirectory } = await import('../../dev-stack/profile.js');
    const folder = dataDirectory(flags.data);
    // What is sent needs no address: whichever process has the role "delivery" tells the channel.
    const profile = chosen.received.length > 0 ? requireProfile(folder) : readProfile(folder);
    const gateway = profile?.gateway ?? null;
    const channel = against === undefined ? null : await channelAt(against, flags);
    const { withOneCertification } = await import('../../certify/one-certification.js');
    const work = async (app: App) => {
      const received = await this.tryOwn(app, { connector, gateway, chosen, flags });
      const pushed = await this.tryPushed(app, { connector, chosen, channel, flags });
      const results = [...received, ...(pushed?.results ?? [])];
      return this.report(connector, { gateway, channel: pushed?.channel ?? null, results });
    };
    return this.withApp(flags.data, (app) =>
      withOneCertification(app.database, connector.id, () => work(app)),
    );
  }

  /** Ctrl-C ends the run at its next wait, and keys, feeds and channel of it are put away; a second one ends the command. */
  protected override interrupted(): void {
    if (this.stopping.signal.aborted) super.interrupted();
    this.talk('\nStopping: what this run has set up is put away. Ctrl-C again leaves at once.');
    this.stopping.abort();
  }

  private listCases(connector: Connector, { received, pushed }: ChosenCases): Result {
    const listed = [...received.map(({ one }) => one), ...pushed].map(({ id, title, source }) => ({
      ...{ id, title, source },
    }));
    this.showTable(listed, [
      { header: 'ID', value: (one) => one.id },
      { header: 'CASE', value: (one) => one.title, shrink: true },
      { header: 'SOURCE', value: (one) => one.source, shrink: true },
    ]);
    const none = { gateway: null, channel: null, passed: 0, failed: 0, skipped: [] };
    return { connector: connector.id, ...none, cases: listed };
  }

  private async tryOwn(
    app: App,
    {
      connector,
      gateway,
      chosen,
      flags,
    }: Work & { readonly connector: Connector; readonly gateway: string | null },
  ): Promise<readonly Tried[]> {
    if (gateway === null || chosen.received.length === 0) return [];
    const { prepareScene } = await import('../../certify/prepare-scene.js');
    const scene = await prepareScene(app, connector, gateway);
    try {
      return await this.tryReceived(scene, { chosen, flags });
    } finally {
      await scene.close();
    }
  }

  private async tryReceived(scene: CertifyScene, { chosen, flags }: Work): Promise<readonly Tried[]> {
    const { runCases } = await import('../../certify/run-cases.js');
    const done = await this.shower(flags.messages);
    return runCases(scene, chosen.received, {
      ...{ timeoutSeconds: flags.timeout, done, stopped: this.stopping.signal },
    });
  }

  private async tryPushed(
    app: App,
    { connector, chosen, channel, flags }: Work & { connector: Connector; channel: ForeignChannel | null },
  ): Promise<{ readonly channel: string; readonly results: readonly Tried[] } | null> {
    if (chosen.pushed.length === 0 || this.stopping.signal.aborted) return null;
    const { certifyPushes } = await import('../../certify/certify-pushes.js');
    const done = await this.shower(flags.messages);
    return certifyPushes(app, {
      ...{ connector, channel, done, cases: chosen.pushed, timeoutSeconds: flags.timeout },
      stopped: this.stopping.signal,
      left: (partner, open) => this.warn(leftOpen(partner, open, flags.timeout)),
    });
  }

  private async shower(messages: boolean): Promise<(result: Tried) => void> {
    const { renderCase } = await import('../../certify/render-results.js');
    return (result) => this.log(renderCase(result, messages));
  }

  private report(
    connector: Connector,
    { gateway, channel, results }: Pick<Result, 'gateway' | 'channel'> & { results: readonly Tried[] },
  ): Result {
    const skipped = results.filter((result) => result.skipped !== undefined).map(({ id }) => id);
    const passed = results.filter((result) => result.passed).length;
    const failed = results.length - passed - skipped.length;
    const left = skipped.length === 0 ? '' : `, ${skipped.length} skipped: ${skipped.join(', ')}`;
    this.log(`${passed} passed, ${failed} failed${left}`);
    if (this.stopping.signal.aborted) {
      this.warn('Interrupted: the cases behind these were not tried.');
      this.exitWith(EXIT.interrupted);
    } else if (failed > 0) this.exitWith(EXIT.refused);
    return { connector: connector.id, gateway, channel, passed, failed, skipped, cases: results };
  }
}

function leftOpen(partner: string, open: readonly LeftOpen[], seconds: number): string {
  const rooms = open.map(({ hotel_code, room_codes }) => `${room_codes.join(', ')} of hotel ${hotel_code}`);
  return `Channel "${partner}" did not answer to its closing within ${seconds} s: that is given up, and nothing is sent to it any more. It may still sell ${rooms.join('; ')}: close it there by hand.`;
}

interface Work {
  readonly chosen: ChosenCases;
  readonly flags: { readonly messages: boolean; readonly timeout: number };
}
