import { Flags } from '@oclif/core';
import type { App } from '../../../core/app.js';
import type { IntegrityReport } from '../../../core/bookings/integrity.js';
import type { Repair } from '../../../core/bookings/repair-log.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { dryRunFlag, envOf, hotelFlag } from '../../flags.js';
import { OPERATOR } from '../../operator.js';
import { counted } from '../../output/counted.js';
import { startProgress, type Progress } from '../../output/progress.js';

interface Result extends IntegrityReport {
  readonly ok: boolean;
  readonly dry_run: boolean;
  /** With --fix what was mended, with --dry-run what would be; then `drift` is what is left. */
  readonly repairs: readonly Repair[];
}

export default class BookingVerify extends AppCommand<Result> {
  static override summary = 'Prove that nights, bookings, holds, revisions and payments agree.';

  static override description = `Goes through the tables a few hotels and a season at a time while bookings go on, and names what does not agree, where
it may come from and what to do. Nights that are sold beyond what the PMS gave are listed for themselves: their counts do
agree. It only reads; --fix mends what is provable from the bookings (unacknowledged units and what follows from them,
rows of holds), one room type a transaction, and writes down what it changed; --dry-run shows what that would be. Exit
code 3 when something does not hold.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --hotel HV01 --dry-run',
    '<%= config.bin %> <%= command.id %> --fix --json',
  ];

  static override flags = {
    hotel: hotelFlag(),
    fix: Flags.boolean({
      summary: 'Mend what is provable from the bookings.',
      env: envOf('fix', 'booking'),
      default: false,
    }),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(BookingVerify);
    const dryRun = flags['dry-run'];
    const { repairs, report } = await this.withApp(flags.data, async (app) => {
      const hotel_id = flags.hotel === undefined ? null : (await app.hotels.show(flags.hotel)).hotel_id;
      const mended = flags.fix || dryRun ? await this.repair(app, hotel_id, dryRun) : [];
      const query = { hotel_id, from: null, withoutEventLog: app.bus.kind === 'kafka' };
      const found = await this.watched((onHotels) => app.integrity.verify(query, onHotels));
      return { repairs: mended, report: found };
    });
    this.show(report, repairs, dryRun);
    const ok = report.drift.length === 0;
    if (!ok) this.exitWith(EXIT.refused);
    return { ok, dry_run: dryRun, repairs, ...report };
  }

  private repair(app: App, hotel_id: string | null, dryRun: boolean): Promise<Repair[]> {
    return this.watched((onHotels) =>
      app.integrity.repair({ hotel_id, from: null }, { actor: OPERATOR.code, dryRun, onHotels }),
    );
  }

  private async watched<R>(
    work: (onHotels: (done: number, total: number) => void) => Promise<R>,
  ): Promise<R> {
    let progress: Progress | undefined;
    let shown = 0;
    try {
      return await work((done, total) => {
        progress ??= startProgress(total, { quiet: this.jsonEnabled() });
        progress.step('hotels', done - shown);
        shown = done;
      });
    } finally {
      progress?.stop();
    }
  }

  private show({ drift, short_nights }: IntegrityReport, repairs: readonly Repair[], dryRun: boolean): void {
    if (repairs.length > 0) {
      this.log(`${counted(repairs.length, 'repair')} ${dryRun ? 'would be made' : 'made'}:`);
      this.showTable(repairs, [
        { header: 'WHAT', value: (row) => row.invariant },
        { header: 'WHERE', value: (row) => row.booking_id ?? `room ${row.room_id ?? ''} ${row.date ?? ''}` },
        { header: 'BEFORE', value: (row) => JSON.stringify(row.before), shrink: true },
        { header: 'AFTER', value: (row) => JSON.stringify(row.after), shrink: true },
      ]);
      this.log();
    }
    if (drift.length > 0) {
      this.showTable(drift, [
        { header: 'FINDING', value: (row) => row.finding, shrink: true },
        { header: 'RULE', value: (row) => row.name, shrink: true },
        { header: 'LIKELY CAUSE', value: (row) => row.cause, shrink: true },
        { header: 'NEXT', value: (row) => row.remedy, shrink: true },
      ]);
      const mendable = drift.filter((row) => row.repairable).length;
      this.talk(
        mendable > 0
          ? `${mendable} of ${counted(drift.length, 'finding')} can be mended. Next: bellhop booking verify --fix`
          : `None of ${counted(drift.length, 'finding')} is provable enough to be mended here; see NEXT.`,
      );
    } else this.log('Nights, bookings, holds, revisions and payments agree.');
    this.showShort(short_nights);
  }

  private showShort(nights: IntegrityReport['short_nights']): void {
    if (nights.length === 0) return;
    this.log();
    this.log(`${counted(nights.length, 'night')} sold beyond what the PMS gave:`);
    this.showTable(nights, [
      { header: 'HOTEL', value: (row) => row.hotel_code },
      { header: 'ROOM', value: (row) => row.room_code },
      { header: 'NIGHT', value: (row) => row.date },
      { header: 'SHORT BY', value: (row) => row.short_by, align: 'right' },
      { header: 'OVERSOLD BOOKINGS', value: (row) => row.oversold_bookings.join(', '), shrink: true },
      { header: 'RE-SEND WANTED', value: (row) => row.resend_wanted },
    ]);
  }
}
