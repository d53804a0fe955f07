import type { HotelSummary } from '../../../core/hotels/hotels.js';
import { AppCommand } from '../../app-command.js';

interface Result {
  readonly hotels: readonly HotelSummary[];
}

export default class HotelList extends AppCommand<Result> {
  static override summary = 'List the hotels.';

  static override description =
    'Every hotel in the order of their codes. MODE says who owns the count: the PMS, or Bellhop itself (direct).';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<Result> {
    const { flags } = await this.parse(HotelList);
    const hotels = await this.withApp(flags.data, (app) => app.hotels.list());
    this.showTable(hotels, [
      { header: 'CODE', value: (hotel) => hotel.code },
      { header: 'NAME', value: (hotel) => hotel.name, shrink: true },
      { header: 'CITY', value: (hotel) => hotel.city, shrink: true },
      { header: 'COUNTRY', value: (hotel) => hotel.country },
      { header: 'ROOMS', value: (hotel) => hotel.rooms, align: 'right' },
      { header: 'CURRENCY', value: (hotel) => hotel.currency },
      { header: 'MODE', value: (hotel) => hotel.inventory_mode },
      { header: 'PMS', value: (hotel) => hotel.pms },
      { header: 'STATUS', value: (hotel) => hotel.status },
    ]);
    if (hotels.length === 0) this.talk('Next: bellhop hotel onboard --help');
    return { hotels };
  }
}
