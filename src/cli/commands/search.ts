import { Args, Flags } from '@oclif/core';
import { AppError } from '../../core/model/errors.js';
import type { LocalDate } from '../../core/model/local-date.js';
import { invalid } from '../../core/model/validation.js';
import type { SearchPage, SearchRequest } from '../../core/search/search-hotels.js';
import { AppCommand } from '../app-command.js';
import { envOf, limitFlag, optionalDateFlag } from '../flags.js';
import { OPERATOR } from '../operator.js';

/** Any hotel that there is. */
const ANY: SearchRequest = {
  ...{ viewer: OPERATOR, text: null, city: null, country: null, near: null },
  ...{ stay: null, guests: null, rooms: 1, price: null, amenities: [], rating: null },
  sort: 'recommended',
  ...{ limit: 1, cursor: null, facets: false },
};

const EMPTY = 'Nothing found: there is no hotel in the search index. Next: bellhop search rebuild';

export default class Search extends AppCommand<SearchPage> {
  static override summary = 'Search hotels as guests do.';

  static override description = `Each word of TEXT is the beginning of a word of a hotel's name, city or description; accents and capitals do not
matter. With both dates only hotels are shown that can be booked for that stay; NIGHT is the price of their cheapest offer by
room and night. Without dates it is the lowest of the coming nights.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> "azulejo porto"',
    '<%= config.bin %> <%= command.id %> --city Porto --check-in 2027-07-01 --check-out 2027-07-04 --guests 2',
  ];

  static override args = { text: Args.string({ description: 'Words to look for; put several in quotes.' }) };

  static override flags = {
    city: Flags.string({ summary: 'City, as a whole.', helpValue: 'NAME', env: envOf('city', 'search') }),
    'check-in': optionalDateFlag('check-in', 'Arrival.', 'search'),
    'check-out': optionalDateFlag('check-out', 'Departure.', 'search'),
    guests: Flags.integer({
      summary: 'Adults in all rooms together.',
      min: 1,
      max: 500,
      env: envOf('guests', 'search'),
    }),
    rooms: Flags.integer({
      summary: 'Rooms wanted.',
      min: 1,
      max: 50,
      default: 1,
      env: envOf('rooms', 'search'),
    }),
    limit: limitFlag(20),
  };

  async run(): Promise<SearchPage> {
    const { args, flags } = await this.parse(Search);
    const { city, guests, rooms, limit } = flags;
    const stay = stayOf(flags['check-in'], flags['check-out']);
    const { page, indexed } = await this.withApp(flags.data, async (app) => {
      const wanted = { text: args.text ?? null, city: city ?? null, stay, guests: guests ?? null, rooms };
      const found = await app.searchHotels({ ...ANY, ...wanted, limit });
      const any = found.hotels.length > 0 || (await app.searchHotels(ANY)).hotels.length > 0;
      return { page: found, indexed: any };
    });
    this.showTable(page.hotels, [
      { header: 'CODE', value: (hotel) => hotel.hotel_code },
      { header: 'NAME', value: (hotel) => hotel.name, shrink: true },
      { header: 'CITY', value: (hotel) => hotel.location.city, shrink: true },
      { header: 'RATING', value: (hotel) => hotel.rating, align: 'right' },
      { header: 'PER NIGHT', value: (hotel) => hotel.price_per_night, align: 'right' },
      { header: 'CURRENCY', value: (hotel) => hotel.currency },
      { header: 'ROOM', value: (hotel) => hotel.room_code },
      { header: 'AVAIL', value: (hotel) => hotel.availability.available_rooms, align: 'right' },
    ]);
    if (page.next_cursor !== null) this.talk('There are more; raise --limit or say more of what is wanted.');
    if (page.hotels.length === 0) this.talk(indexed ? 'Nothing found. Next: bellhop hotel list' : EMPTY);
    return page;
  }
}

/** @throws AppError VALIDATION for one date without the other, or a departure that is not after the arrival. */
function stayOf(check_in: LocalDate | undefined, check_out: LocalDate | undefined) {
  if (check_in === undefined && check_out === undefined) return null;
  if (check_in === undefined || check_out === undefined) {
    throw new AppError('VALIDATION', 'Give both --check-in and --check-out, or none.', {
      next: 'bellhop search --help',
    });
  }
  if (check_in < check_out) return { check_in, check_out };
  throw invalid('search', [
    { pointer: '/checkout_date', code: 'VALIDATION', message: 'must be after checkin_date' },
  ]);
}
