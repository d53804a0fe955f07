import { Args } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { actAsFlag, connectorFlag, dryRunFlag, gatewayFlags } from '../../flags.js';
import { startProgress } from '../../output/progress.js';
import { adviceOn, exitOfPushes, pushMessage, type PushReport } from '../../push-message.js';
import { looksLikeJson, readInput } from '../../read-input.js';

type FileReport = Pick<PushReport, 'accepted' | 'faults'> & Partial<PushReport> & { readonly file: string };

interface Result {
  readonly accepted: boolean;
  readonly dry_run: boolean;
  readonly messages: readonly FileReport[];
}

export default class AriPush extends AppCommand<Result> {
  static override summary = 'Send rates and availability messages as a PMS would.';

  static override description = `XML goes to /pms/ota, JSON to /api/ari of the gateway, with the key of a PMS. A hotel in direct mode has none: its
operator pushes to it, as JSON with --act-as admin. Files are sent one after the other, in the order given. Exit code 3
when a message was refused, 8 when only some were. With --dry-run nothing is sent: the files are read as the gateway
would read them; hotel, codes and what is stored are not looked at ("ari diff" does).`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> availability.xml rates.xml',
    'cat delta.json | <%= config.bin %> <%= command.id %> - --key bh_live_... --gateway https://bellhop.example --json',
  ];

  static override strict = false;

  static override args = {
    file: Args.string({ description: 'Files of one message each, or - for standard input.', required: true }),
  };

  static override flags = {
    ...gatewayFlags,
    connector: connectorFlag(),
    'act-as': actAsFlag('pms'),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { argv, flags } = await this.parse(AriPush);
    const files = argv as string[];
    const bodies = await Promise.all(files.map(readInput));
    const dryRun = flags['dry-run'];
    const reports: FileReport[] = [];
    const progress = startProgress(files.length, { quiet: this.jsonEnabled() });
    try {
      const client = dryRun ? null : await this.openGateway({ ...flags, role: flags['act-as'] });
      for (const [at, body] of bodies.entries()) {
        const file = files[at] ?? '';
        const json = flags.connector === undefined ? looksLikeJson(body) : flags.connector === 'native';
        const report =
          client === null ? await this.check(body, flags.connector) : await pushMessage(client, body, json);
        reports.push({ file, ...report });
        progress.step(file);
      }
    } finally {
      progress.stop();
    }
    this.show(reports, dryRun);
    this.exitWith(exitOfPushes(reports));
    return { accepted: reports.every((report) => report.accepted), dry_run: dryRun, messages: reports };
  }

  private async check(body: Uint8Array, connectorId: string | undefined): Promise<Omit<FileReport, 'file'>> {
    const connector = await this.requireConnector(connectorId ?? (looksLikeJson(body) ? 'native' : 'ota'));
    const { envelope, content, faults } = await connector.decode(body, { charset: null });
    return { message: envelope.message, accepted: content !== null, faults };
  }

  private show(reports: readonly FileReport[], dryRun: boolean): void {
    for (const report of reports) {
      const verdict = verdictOn(report, dryRun);
      const changed = changesOf(report.result);
      const took = report.took_ms === undefined ? '' : ` (${report.took_ms} ms)`;
      this.log(`${report.file}: ${verdict}${changed}${took}`);
      for (const warning of warningsOf(report.result)) this.warn(`${report.file}: ${warning}`);
      for (const fault of report.faults) {
        this.log(`  ${fault.pointer === '' ? '' : `${fault.pointer}: `}${fault.message} [${fault.code}]`);
      }
    }
    // What was only read stands in no journal.
    for (const line of dryRun ? adviceOnRead(reports) : adviceOn(reports)) this.talk(line);
  }
}

/** The dry run asks nobody: it can say how a message reads, not that it would be taken. */
function verdictOn({ accepted, faults }: FileReport, dryRun: boolean): string {
  if (!dryRun) return accepted ? 'accepted' : 'refused';
  if (!accepted) return 'would be refused';
  return faults.length === 0 ? 'reads without a fault' : 'reads, but for these faults';
}

function adviceOnRead(reports: readonly FileReport[]): string[] {
  const file = reports.find(({ accepted }) => accepted)?.file;
  if (file === undefined) return [];
  const next = file === '-' ? 'bellhop ari diff --help' : `bellhop ari diff ${file}`;
  return [
    'Nothing was sent. Not looked at: whether the hotel and its codes are known, and whether it would be parked.',
    `Next: ${next}`,
  ];
}

function warningsOf(result: unknown): string[] {
  if (typeof result !== 'object' || result === null || !('warnings' in result)) return [];
  return Array.isArray(result.warnings) ? result.warnings.map(String) : [];
}

/** What an answer in JSON says was changed; OTA's answers tell no counts. */
function changesOf(result: unknown): string {
  if (typeof result !== 'object' || result === null) return '';
  if (!('inventory_changed' in result) || !('rates_changed' in result)) return '';
  return `, ${String(result.inventory_changed)} counts and ${String(result.rates_changed)} rates changed`;
}
