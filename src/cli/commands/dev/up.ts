import { Flags } from '@oclif/core';
import { pause } from '../../../core/events/pause.js';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { ENGINES, type EngineName } from '../../dev-stack/engine-names.js';
import type { Profile } from '../../dev-stack/profile.js';
import type { RunningStack } from '../../dev-stack/stack.js';
import { EXIT } from '../../error-report.js';
import { envOf } from '../../flags.js';

/** The stores end side by side within this, where the whole stack is stopped. */
const STORES_FOLLOW_MS = 5_000;

export default class DevUp extends AppCommand<undefined> {
  static override summary =
    'Start a private stack: MariaDB, Redis, the gateway and, when asked, the engines of the distributed form.';

  static override description = `Everything lies in --data and listens on this machine alone; nothing is installed and no system service is touched. A
server that BELLHOP_MYSQL_URL, BELLHOP_REDIS_URL, BELLHOP_KAFKA_BROKERS, BELLHOP_ELASTICSEARCH_URL or
BELLHOP_CASSANDRA_CONTACT_POINTS names is used as it is. Runs until Ctrl-C, which stops it cleanly
(exit code 0); with --detach it returns when the stack is ready. Data, partners and keys are kept for the next time.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --data /tmp/bellhop --port 4200 --detach --json',
    '<%= config.bin %> <%= command.id %> --with kafka,elasticsearch,cassandra',
  ];

  static override flags = {
    port: Flags.integer({
      summary: 'Port of the gateway; 0 takes a free one.',
      min: 0,
      max: 65_535,
      default: 4100,
      env: envOf('port'),
    }),
    with: Flags.string({
      summary: `Real servers to add, a list of ${ENGINES.join(', ')}; needs Java 17 and, the first time, Maven.`,
      helpValue: 'LIST',
      env: envOf('with'),
    }),
    detach: Flags.boolean({
      summary: 'Return when the stack is ready; "dev down" stops it.',
      env: envOf('detach'),
      default: false,
    }),
  };

  private interrupts = 0;
  private wake: () => void = () => undefined;

  async run(): Promise<undefined> {
    const { flags } = await this.parse(DevUp);
    const engines = enginesOf(flags.with);
    const [{ startStack }, { dataDirectory }, { stackHooks }] = await Promise.all([
      import('../../dev-stack/stack.js'),
      import('../../dev-stack/profile.js'),
      import('../../stack-hooks.js'),
    ]);
    process.on('SIGTERM', () => this.interrupted());
    const stack = await this.untilReady(() =>
      startStack({
        dataDir: dataDirectory(flags.data),
        port: flags.port,
        log: (line) => this.talk(line),
        hooks: stackHooks,
        detach: flags.detach,
        engines,
      }),
    );
    if (stack === undefined) return undefined;
    this.show(stack.profile);
    if (flags.detach) return undefined;
    this.talk('Ctrl-C stops it.');
    await this.runUntilStopped(stack);
    this.talk(`stopped; data, partners and keys stay in ${dataDirectory(flags.data)}`);
    return undefined;
  }

  /** The first Ctrl-C stops the stack in order, also in the middle of its start; the second one does not wait. */
  protected override interrupted(): void {
    this.interrupts += 1;
    if (this.interrupts > 1) process.exit(EXIT.interrupted);
    this.talk('stopping');
    this.wake();
  }

  /** Undefined after a Ctrl-C in the middle of the start, which also reaches programs that it was waiting for. */
  private async untilReady(start: () => Promise<RunningStack>): Promise<RunningStack | undefined> {
    try {
      const stack = await start();
      if (this.interrupts === 0) return stack;
      await stack.stop();
    } catch (error) {
      if (this.interrupts === 0) throw error;
    }
    this.talk('stopped before it was ready');
    this.exitWith(EXIT.interrupted);
    return undefined;
  }

  /** One line when ready, for who waits for it; the document must not wait for the end of the stack. */
  private show(profile: Profile): void {
    if (this.jsonEnabled()) this.logJson(this.toSuccessJson(profile));
    else {
      this.showFacts([
        ['gateway', profile.gateway],
        ['API described at', `${profile.gateway}/docs`],
        ['Kafka', profile.kafka?.join(',')],
        ['Elasticsearch', profile.elasticsearch],
        ['Cassandra', profile.cassandra],
        ['key of demo-pms', profile.keys.pms],
        ['key of demo-ota', profile.keys.ota],
      ]);
      this.talk('Next: bellhop hotel onboard --help');
    }
  }

  private async runUntilStopped(stack: RunningStack): Promise<void> {
    const signalled = new Promise<void>((resolve) => (this.wake = resolve));
    const over = new AbortController();
    void stack.gatewayEnded.then(async () => {
      // "dev down" from elsewhere ends the gateway first and the stores a moment later: that is nothing to warn of.
      await pause(STORES_FOLLOW_MS, over.signal);
      // The stores run on for who wants to start another gateway on them, and for a look at what happened.
      if (!over.signal.aborted && this.interrupts === 0)
        this.warn('The gateway has ended; the other servers run on. See "bellhop dev logs".');
    });
    await Promise.race([signalled, stack.ended]);
    over.abort();
    await stack.stop();
  }
}

function enginesOf(list: string | undefined): EngineName[] {
  const names = (list ?? '').split(',').map((name) => name.trim());
  const unknown = names.filter((name) => name !== '' && !ENGINES.some((engine) => engine === name));
  if (unknown.length > 0) {
    throw new AppError('VALIDATION', `--with knows ${ENGINES.join(', ')}, not ${unknown.join(', ')}.`, {
      next: 'bellhop dev up --with kafka,elasticsearch,cassandra',
    });
  }
  return ENGINES.filter((engine) => names.includes(engine));
}
