import { Args } from '@oclif/core';
import type { App } from '../../../core/app.js';
import { AppError } from '../../../core/model/errors.js';
import type { Partner } from '../../../core/partners/partner.js';
import { AppCommand } from '../../app-command.js';
import type { AriComparison, CellDifference } from '../../diff-ari.js';
import { EXIT } from '../../error-report.js';
import { connectorFlag, partnerFlag } from '../../flags.js';
import { looksLikeJson, readInput } from '../../read-input.js';
import { requireAri } from '../../refuse-message.js';

type Result = AriComparison & { readonly same: boolean };

const SHOWN = 200;

export default class AriDiff extends AppCommand<Result> {
  static override summary = 'Compare a rates and availability message with what is stored.';

  static override description = `Reads the file by the rules by which it would be applied and lists every field that differs, under the partner's own
codes. Counts are compared with what the PMS gave, which bookings change only once they are acknowledged. Nothing
is written. Exit code 3 when something differs.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> availability.xml',
    '<%= config.bin %> <%= command.id %> full-set.json --partner demo-pms --json',
  ];

  static override args = {
    file: Args.string({ description: 'File of one message, or - for standard input.', required: true }),
  };

  static override flags = { connector: connectorFlag(), partner: partnerFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(AriDiff);
    const body = await readInput(args.file);
    const connector = await this.requireConnector(
      flags.connector ?? (looksLikeJson(body) ? 'native' : 'ota'),
    );
    const message = requireAri(await connector.decode(body, { charset: null }), args.file);
    const { diffAri } = await import('../../diff-ari.js');
    const comparison = await this.withApp(flags.data, async (app) =>
      diffAri(app, await this.sender(app, flags.partner, message.hotel_code), message),
    );
    const { differences } = comparison;
    this.show(differences);
    if (differences.length > SHOWN)
      this.talk(`and ${differences.length - SHOWN} more; --json lists them all`);
    this.talk(`${comparison.cells_compared} cells compared, ${differences.length} fields differ.`);
    if (differences.length > 0) {
      this.talk(`Next: bellhop ari push ${args.file}`);
      this.exitWith(EXIT.refused);
    }
    return { ...comparison, same: differences.length === 0 };
  }

  private show(differences: readonly CellDifference[]): void {
    if (differences.length === 0) {
      this.log('Nothing differs.');
      return;
    }
    this.showTable(differences.slice(0, SHOWN), [
      { header: 'ROOM', value: (entry) => entry.room_code },
      { header: 'RATE', value: (entry) => entry.rate_code },
      { header: 'NIGHT', value: (entry) => entry.date },
      { header: 'FIELD', value: (entry) => entry.field },
      { header: 'FILE', value: (entry) => entry.file },
      { header: 'STORED', value: (entry) => entry.stored },
    ]);
  }

  /** The partner named, else the PMS of the hotel that has this code with us too. */
  private async sender(app: App, code: string | undefined, hotelCode: string): Promise<Partner> {
    if (code !== undefined) return app.partners.get(code);
    const hotel = (await app.hotels.list()).find((candidate) => candidate.code === hotelCode);
    if (hotel?.pms !== undefined && hotel.pms !== null) return app.partners.get(hotel.pms);
    throw new AppError(
      'VALIDATION',
      `Whose code "${hotelCode}" is cannot be told from the file; say it with --partner.`,
      {
        next: 'bellhop partner list',
      },
    );
  }
}
