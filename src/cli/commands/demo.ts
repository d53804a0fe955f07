import { AppError } from '../../core/model/errors.js';
import { AppCommand } from '../app-command.js';
import { showFigures, type Claim } from '../demo/claim.js';
import type { Audience } from '../demo/play.js';
import type { Stage } from '../demo/stage.js';
import { EXIT } from '../error-report.js';
import { CALENDAR_LEGEND } from '../output/calendar.js';

interface Result {
  readonly held: boolean;
  readonly claims: readonly Claim[];
}

/** Lines of the table and the charts where there is no terminal that says its width. */
const WIDTH = 100;

export default class Demo extends AppCommand<Result | undefined> {
  static override summary = 'Play the main job on a stack of its own and check every claim.';

  static override description = `Starts MariaDB, Redis and the gateway in a throw-away folder, onboards three hotels, pushes a year of rates in XML, lets
200 clients fight for the last five rooms, kills the gateway in the middle of a burst, and checks each claim in answers and
tables. Takes less than a minute and leaves nothing behind. On a MySQL that BELLHOP_MYSQL_URL names it uses a database of
its own, which it drops. Exit code 0 when every claim held.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  private interrupts = 0;
  private interrupt: () => void = () => undefined;

  async run(): Promise<Result | undefined> {
    const { raw } = await this.parse(Demo);
    // BELLHOP_DATA is another matter: it stands for every command of a session.
    if (raw.some((token) => token.type === 'flag' && token.flag === 'data')) {
      throw new AppError(
        'VALIDATION',
        'The demo plays in a throw-away folder of its own; leave --data out.',
        {
          next: 'bellhop dev up --help',
        },
      );
    }
    const interrupted = new Promise<'interrupted'>((resolve) => {
      this.interrupt = () => resolve('interrupted');
    });
    process.on('SIGTERM', () => this.interrupted());
    const stage = await this.openStage();
    if (stage === undefined) return this.farewell();
    let keepLogs = true;
    try {
      const { play } = await import('../demo/play.js');
      const playing = play(stage, this.audience());
      // After a Ctrl-C its servers are taken away from under it, and nobody waits for what it says to that.
      playing.catch(() => undefined);
      const claims = await Promise.race([playing, interrupted]);
      if (claims === 'interrupted') {
        keepLogs = false;
        return this.farewell();
      }
      const held = claims.every((claim) => claim.held);
      keepLogs = !held;
      this.showResult(claims);
      if (!held) this.exitWith(EXIT.bug);
      return { held, claims };
    } finally {
      if (keepLogs) this.warn(`The logs are kept in ${stage.logDirectory}`);
      await stage.close({ keepLogs });
    }
  }

  /** The first Ctrl-C takes the stage down in order, the second one does not wait for that. */
  protected override interrupted(): void {
    this.interrupts += 1;
    if (this.interrupts > 1) process.exit(EXIT.interrupted);
    this.talk('stopping');
    this.interrupt();
  }

  /** Undefined after a Ctrl-C in the middle of the start, which also reaches programs that it was waiting for. */
  private async openStage(): Promise<Stage | undefined> {
    const { openStage } = await import('../demo/stage.js');
    this.talk('Starting MariaDB, Redis and the gateway in a throw-away folder');
    try {
      const stage = await openStage({
        connectors: [...(await this.connectors()).values()],
        log: (line) => this.talk(`  ${line}`),
        env: process.env,
      });
      if (this.interrupts === 0) return stage;
      await stage.close({ keepLogs: false });
    } catch (error) {
      if (this.interrupts === 0) throw error;
    }
    return undefined;
  }

  private farewell(): undefined {
    this.talk('stopped before the end; everything was removed');
    this.exitWith(EXIT.interrupted);
    return undefined;
  }

  private audience(): Audience {
    return {
      announce: (line) => this.talk(line),
      failed: (claim) => this.talk(`  FAILED ${claim.claim}: ${claim.found ?? ''}`),
      showCalendar: (title, calendar) => {
        this.log(`\n${title}\n${calendar}\n`);
        this.talk(`${CALENDAR_LEGEND}\n`);
      },
      width: Math.min(this.width, WIDTH),
    };
  }

  private showResult(claims: readonly Claim[]): void {
    this.log('');
    this.showTable(claims, [
      { header: 'HELD', value: (claim) => (claim.held ? 'yes' : 'NO') },
      { header: 'CLAIM', value: (claim) => claim.claim, shrink: true },
      { header: 'MEASURED, FOR INFORMATION', value: (claim) => showFigures(claim.figures), shrink: true },
    ]);
    const failed = claims.filter((claim) => !claim.held).length;
    const verdict = failed === 0 ? 'all of them held' : `${failed} of them did not hold`;
    this.log(`\n${claims.length} claims, each checked against answers or tables: ${verdict}.`);
  }
}
