import { Args, Flags } from '@oclif/core';
import { AppError } from '../../core/model/errors.js';
import type { LocalDate } from '../../core/model/local-date.js';
import { invalid } from '../../core/model/validation.js';
import type { SearchPage } from '../../core/search/search-hotels.js';
import { AppCommand } from '../app-command.js';
import { envOf, limitFlag, optionalDateFlag } from '../flags.js';
import { OPERATOR } from '../operator.js';

export default class Search extends AppCommand<SearchPage> {
  static override summary = 'Search hotels as guests do.';

  static override description = `Each word of TEXT is the beginning of a word of a hotel's name, city or description; accents and capitals do not
matter. With both dates only hotels are shown that can be booked for that stay, at the price of their cheapest offer;
without, PRICE is the lowest of the coming nights.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> "azulejo porto"',
    '<%= config.bin %> <%= command.id %> --city Porto --checkin-date 2027-07-01 --checkout-date 2027-07-04 --guests 2',
  ];

  static override args = { text: Args.string({ description: 'Words to look for; put several in quotes.' }) };

  static override flags = {
    city: Flags.string({ summary: 'City, as a whole.', helpValue: 'NAME', env: envOf('city', 'search') }),
    'checkin-date': optionalDateFlag('checkin-date', 'Arrival.', 'search'),
    'checkout-date': optionalDateFlag('checkout-date', 'Departure.', 'search'),
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
    const stay = stayOf(flags['checkin-date'], flags['checkout-date']);
    const page = await this.withApp(flags.data, (app) =>
      app.searchHotels({
        ...{ viewer: OPERATOR, text: args.text ?? null, city: city ?? null, country: null, near: null },
        ...{ stay, guests: guests ?? null, rooms, price: null, amenities: [], rating: null },
        ...{ sort: 'recommended', limit, cursor: null, facets: false },
      }),
    );
    this.showTable(page.hotels, [
      { header: 'CODE', value: (hotel) => hotel.hotel_code },
      { header: 'NAME', value: (hotel) => hotel.name, shrink: true },
      { header: 'CITY', value: (hotel) => hotel.location.city, shrink: true },
      { header: 'RATING', value: (hotel) => hotel.rating, align: 'right' },
      { header: 'PRICE', value: (hotel) => hotel.price_per_night, align: 'right' },
      { header: 'CURRENCY', value: (hotel) => hotel.currency },
      { header: 'ROOM', value: (hotel) => hotel.room_code },
      { header: 'AVAIL', value: (hotel) => hotel.availability.available_rooms, align: 'right' },
    ]);
    if (page.next_cursor !== null) this.talk('There are more; raise --limit or say more of what is wanted.');
    if (page.hotels.length === 0) this.talk('Nothing found. Next: bellhop hotel list');
    return page;
  }
}

/** @throws AppError VALIDATION for one date without the other, or a departure that is not after the arrival. */
function stayOf(check_in: LocalDate | undefined, check_out: LocalDate | undefined) {
  if (check_in === undefined && check_out === undefined) return null;
  if (check_in === undefined || check_out === undefined) {
    throw new AppError('VALIDATION', 'Give both --checkin-date and --checkout-date, or none.', {
      next: 'bellhop search --help',
    });
  }
  if (check_in < check_out) return { check_in, check_out };
  throw invalid('search', [
    { pointer: '/checkout_date', code: 'VALIDATION', message: 'must be after checkin_date' },
  ]);
}
