import { Args } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag } from '../../flags.js';
import { readJsonInput } from '../../read-input.js';

interface Result {
  readonly hotel_id: string | null;
  readonly code: string;
  readonly created: boolean;
  readonly changes: readonly string[];
  readonly dry_run: boolean;
}

export default class HotelOnboard extends AppCommand<Result> {
  static override summary = 'Bring a hotel into Bellhop, or bring it up to date, from a JSON file.';

  static override description = `The file names the hotel, its rooms and rate plans, its PMS and the channels that may sell it; mappings with the same
codes are made for them. Repeating it changes only what differs. Rooms and rate plans that the file does not
name are left as they are.

The file must have code, name, city, country, time_zone, currency, rooms (each with code, capacity, total_rooms) and
rate_plans (each with code). It may have pms and otas (codes of partners that exist), inventory_mode ("direct": no PMS
counts for it), description, address, amenities, images and more: fixtures/hotels holds files to copy.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> fixtures/hotels/laerchenhof-ritten.json',
    'cat hotel.json | <%= config.bin %> <%= command.id %> - --dry-run --json',
  ];

  static override args = {
    file: Args.string({ description: 'JSON file, or - for standard input.', required: true }),
  };

  static override flags = { 'dry-run': dryRunFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(HotelOnboard);
    const dryRun = flags['dry-run'];
    const input = await readJsonInput(args.file);
    const result = await this.withApp(flags.data, (app) =>
      app.onboardHotel(input, { dryRun, requestId: null }),
    );
    const verb = result.created ? 'is new' : result.changes.length === 0 ? 'is up to date' : 'has changed';
    this.log(`${dryRun ? 'Dry run: ' : ''}hotel ${result.code} ${verb}.`);
    for (const change of result.changes) this.log(`  ${change}`);
    const { warnings, ...facts } = result;
    for (const warning of warnings) this.warn(warning);
    return { ...facts, dry_run: dryRun };
  }
}
