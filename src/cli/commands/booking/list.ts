import { Flags } from '@oclif/core';
import type { App } from '../../../core/app.js';
import type { ListedBooking } from '../../../core/booking-views/describe-entries.js';
import type { ListedPage } from '../../../core/booking-views/list-user-bookings.js';
import type { BookingView } from '../../../core/bookings/booking-record.js';
import { AppCommand } from '../../app-command.js';
import {
  beforeFlag,
  envOf,
  hotelFlag,
  limitFlag,
  optionalDateFlag,
  optionalIdFlag,
  partnerFlag,
} from '../../flags.js';
import { OPERATOR } from '../../operator.js';
import { describeRooms, unmappedText } from '../../show-booking.js';

interface Result {
  /** With --hotel or --user without the nights, which `booking show` has. */
  readonly bookings: readonly (BookingView | ListedBooking)[];
  /** Give it as --before for the next page; null at the end. */
  readonly next_before: string | null;
  /** With --hotel or --user: give it as --cursor for the next page; null at the end. */
  readonly next_cursor: string | null;
}

/** A PMS asks every two to five minutes. */
const LATE_SECONDS = 300;
const STATUSES = ['PENDING', 'CONFIRMED', 'CANCELLED', 'FAILED'] as const;

export default class BookingList extends AppCommand<Result> {
  static override summary = 'List bookings.';

  static override description = `The newest first, with --hotel in the order of arrivals, from today for a year where --from and --to say nothing else.
Under our own codes and without personal data. The lists of a hotel and of a user come from Cassandra where
BELLHOP_CASSANDRA_CONTACT_POINTS is set; they do not tell what is oversold. NOTE names what a person has to look at:
oversold (sold by its channel though no room was for sale here), unmapped (codes that nobody has mapped).`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --partner demo-ota --limit 200 --json',
    '<%= config.bin %> <%= command.id %> --hotel HV01 --from 2027-06-01 --to 2027-06-30 --status CONFIRMED',
    '<%= config.bin %> <%= command.id %> --user 700123 --partner demo-ota',
    '<%= config.bin %> <%= command.id %> --unmapped --status CONFIRMED',
  ];

  static override flags = {
    hotel: { ...hotelFlag(), exclusive: ['user', 'before'] },
    from: { ...optionalDateFlag('from', 'First arrival, with --hotel.', 'booking'), dependsOn: ['hotel'] },
    to: {
      ...optionalDateFlag('to', 'Last arrival (inclusive), with --hotel.', 'booking'),
      dependsOn: ['hotel'],
    },
    user: {
      ...optionalIdFlag('user', 'Number of a user, as the booking site gave it.', 'booking'),
      exclusive: ['before'],
    },
    partner: partnerFlag(),
    status: Flags.option({ options: STATUSES })({ summary: 'Only these.', env: envOf('status') }),
    oversold: concernFlag('oversold', 'Only those that their channel sold though no room was for sale here.'),
    unmapped: concernFlag(
      'unmapped',
      'Only those with rooms or rate plans under codes that nobody has mapped.',
    ),
    'price-differs': concernFlag(
      'price-differs',
      'Only those that their channel sold at another price than ours, or where we had none.',
    ),
    limit: limitFlag(50),
    before: beforeFlag('booking', 'Only bookings older than this one (next_before of the page before).'),
    cursor: Flags.string({
      summary: 'The next page of a hotel or user (next_cursor of the page before).',
      env: envOf('cursor', 'booking'),
      relationships: [{ type: 'some', flags: ['hotel', 'user'] }],
    }),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(BookingList);
    const [result, late] = await this.withApp(flags.data, async (app) => {
      const { hotel, user, from, to, before, cursor, limit, status, oversold, unmapped } = flags;
      const price_differs = flags['price-differs'];
      const partner_id = await partnerId(app, flags.partner);
      const filter = { limit, status, partner_id };
      const list = async (): Promise<Result> => {
        if (hotel !== undefined)
          return pageOf(await app.listHotelBookings({ hotel, from, to, cursor, ...filter }));
        if (user !== undefined)
          return pageOf(await app.listUserBookings(OPERATOR, { user_id: user, cursor, ...filter }));
        return newest(app, {
          ...{ limit, oversold, unmapped, price_differs },
          ...definedOf({ status, partner_id, before }),
        });
      };
      const listed = await list();
      return [listed, await countLate(app, listed)] as const;
    });
    this.showTable(result.bookings, [
      { header: 'BOOKING', value: (booking) => booking.booking_id },
      { header: 'STATUS', value: (booking) => booking.status },
      { header: 'HOTEL', value: (booking) => booking.hotel_code },
      { header: 'ARRIVAL', value: (booking) => booking.check_in_date },
      { header: 'DEPARTURE', value: (booking) => booking.check_out_date },
      { header: 'ROOMS', value: (booking) => describeRooms(booking), shrink: true },
      { header: 'TOTAL', value: (booking) => booking.total_price, align: 'right' },
      { header: 'CURRENCY', value: (booking) => booking.currency },
      { header: 'REV', value: (booking) => booking.revision, align: 'right' },
      { header: 'NOTE', value: noteOf },
    ]);
    if (result.bookings.length === 0)
      this.talk('There are no such bookings. Next: bellhop booking create --help');
    if (late > 0)
      this.warn(
        `The PMS has not taken ${late} of these bookings for over ${LATE_SECONDS / 60} minutes. Next: bellhop booking feed`,
      );
    if (result.next_before !== null) this.talk(`More: --before ${result.next_before}`);
    if (result.next_cursor !== null) this.talk(`More: --cursor ${result.next_cursor}`);
    return result;
  }
}

function concernFlag(name: 'oversold' | 'unmapped' | 'price-differs', summary: string) {
  return Flags.boolean({
    summary,
    env: envOf(name, 'booking'),
    default: false,
    exclusive: ['hotel', 'user'],
  });
}

/** What a person has to look at; the lists of a hotel and of a user do not know what is oversold. */
function noteOf(booking: BookingView | ListedBooking): string | null {
  const notes = [
    ...('oversold' in booking && booking.oversold ? ['oversold'] : []),
    ...(unmappedText(booking) === null ? [] : ['unmapped']),
  ];
  return notes.length === 0 ? null : notes.join(', ');
}

async function partnerId(app: App, code: string | undefined): Promise<string | undefined> {
  return code === undefined ? undefined : (await app.partners.get(code)).partner_id;
}

/** Bookings of the list with a revision that their PMS should have taken by now. */
async function countLate(app: App, { bookings }: Result): Promise<number> {
  const late = await app.listUnacknowledged({
    pms_partner_id: null,
    older_than_seconds: LATE_SECONDS,
    limit: 1_000,
  });
  const ids = new Set(late.map((revision) => revision.booking_id));
  return bookings.filter((booking) => ids.has(booking.booking_id)).length;
}

function pageOf({ bookings, next_cursor }: ListedPage): Result {
  return { bookings, next_before: null, next_cursor };
}

async function newest(app: App, filter: Parameters<App['listBookings']>[0]): Promise<Result> {
  const bookings = await app.listBookings(filter);
  const more = bookings.length === filter.limit ? (bookings.at(-1)?.booking_id ?? null) : null;
  return { bookings, next_before: more, next_cursor: null };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definedOf<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
