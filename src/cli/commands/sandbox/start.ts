import { Flags } from '@oclif/core';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { envOf } from '../../flags.js';
import type { RunningServer } from '../../sandbox/sandbox-server.js';

const LOOPBACK = '127.0.0.1';

interface Flagged {
  readonly gateway: URL | undefined;
  readonly key: string | undefined;
  readonly partner: string | undefined;
}

export default class SandboxStart extends AppCommand<undefined> {
  static override summary =
    'Start a simulated partner: a channel or a PMS that speaks a real contract over HTTP.';

  static override description = `It keeps its own calendar and bookings in memory and answers in the grammar of its contract. A channel (--kind ota) takes
rates and availability at any path below its address and hands over what guests book; a PMS (--kind pms) pushes and
fetches when it is told to. What is told and read at its own desk goes over the control API: calendar, bookings, faults,
requests, push, fetch. The same --seed gives the same numbers and the same faults. Runs until Ctrl-C (exit code 0) and
listens on this machine alone unless --host says otherwise.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --connector booking-com --kind ota --port 4300',
    '<%= config.bin %> <%= command.id %> --connector siteconnect --kind ota --port 0 --gateway http://127.0.0.1:4100 --partner channel-1 --key KEY --json',
  ];

  static override flags = {
    connector: Flags.string({
      summary: 'Wire contract that it speaks.',
      helpValue: 'ID',
      env: envOf('connector', 'sandbox'),
      required: true,
    }),
    kind: Flags.option({ options: ['ota', 'pms'] as const })({
      summary: 'Channel or PMS.',
      env: envOf('kind', 'sandbox'),
      default: 'ota',
    }),
    port: Flags.integer({
      summary: 'Port of both its doors; 0 takes a free one.',
      min: 0,
      max: 65_535,
      default: 0,
      env: envOf('port', 'sandbox'),
    }),
    host: Flags.string({
      summary:
        'Address to listen on; any other than this machine lets others in, and the control API asks nobody who he is.',
      helpValue: 'ADDRESS',
      env: envOf('host', 'sandbox'),
      default: LOOPBACK,
    }),
    seed: Flags.integer({
      summary: 'Seed of its numbers and faults.',
      min: 0,
      max: 2_147_483_647,
      default: 1,
      env: envOf('seed', 'sandbox'),
    }),
    gateway: Flags.url({
      summary: 'Address of the gateway that it talks to; without it, it only takes what it is sent.',
      helpValue: 'URL',
      env: envOf('gateway', 'sandbox'),
    }),
    key: Flags.string({
      summary: 'Its API key at the gateway.',
      helpValue: 'KEY',
      env: envOf('key', 'sandbox'),
      noCacheDefault: true,
    }),
    partner: Flags.string({
      summary: 'Its code at the gateway.',
      helpValue: 'CODE',
      env: envOf('partner', 'sandbox'),
    }),
    hotel: Flags.string({
      summary: 'Its hotel, for messages and requests that name none.',
      helpValue: 'CODE',
      env: envOf('hotel', 'sandbox'),
    }),
  };

  private readonly stopping = new AbortController();

  async run(): Promise<undefined> {
    const { flags } = await this.parse(SandboxStart);
    const { connector: id, kind, seed, hotel, host, port } = flags;
    const connector = await this.requireConnector(id);
    const [{ createSandbox }, { startServer }] = await Promise.all([
      import('../../sandbox/create-sandbox.js'),
      import('../../sandbox/sandbox-server.js'),
    ]);
    const onTerm = (): void => this.interrupted();
    process.on('SIGTERM', onTerm);
    const { signal: stopped } = this.stopping;
    const sandbox = createSandbox({ connector, kind, seed, hotel, gateway: gatewayOf(flags), stopped });
    const server = await startServer(sandbox, { host, port });
    this.show(server);
    if (!stopped.aborted) await new Promise((resolve) => stopped.addEventListener('abort', resolve));
    await server.close();
    process.off('SIGTERM', onTerm);
    this.talk('stopped; what it had stored is gone');
    return undefined;
  }

  protected override interrupted(): void {
    if (this.stopping.signal.aborted) process.exit(EXIT.interrupted);
    this.stopping.abort();
  }

  /** One line when ready, for who waits for it. */
  private show({ url, control }: RunningServer): void {
    if (this.jsonEnabled()) this.logJson(this.toSuccessJson({ url, control }));
    else {
      this.showFacts([
        ['contract at', url],
        ['control API at', control],
      ]);
      this.talk('Ctrl-C stops it.');
    }
  }
}

/** @throws AppError VALIDATION where only a part of it is said. */
function gatewayOf({
  gateway,
  key,
  partner,
}: Flagged): { url: string; partner: string; key: string } | undefined {
  if (gateway === undefined) return undefined;
  if (key === undefined || partner === undefined) {
    throw new AppError(
      'VALIDATION',
      'With --gateway also say who the sandbox is there: --partner and --key.',
      {
        next: 'bellhop key create --help',
      },
    );
  }
  return { url: gateway.toString(), partner, key };
}
