import { Args, Errors, Flags } from '@oclif/core';
import { isLocalDate, daysBetween } from '../../../core/model/local-date.js';
import type { RoomOccupancy, StayVerdict } from '../../../core/model/stay-price.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { envOf } from '../../flags.js';

interface Result {
  readonly bookable: boolean;
  readonly stays: readonly StayVerdict[];
}

export default class RatePrice extends AppCommand<Result> {
  static override summary = 'What a stay costs under the rate plans of a message.';

  static override description = `Needs no server. Reads whole rate plans (AlpineBits RatePlans) and calculates as their contract says: booking rules,
prices by person or room and age, free nights, family offers, supplements; or names the rule that forbids the stay.
Without --occupancy a room is taken to be made for as many guests as it has base prices. Exit code 3 when no rate plan
can be booked.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> rateplans.xml --connector alpinebits --checkin 2027-03-03 --checkout 2027-03-08 --adults 2',
    '<%= config.bin %> <%= command.id %> rateplans.xml --connector alpinebits --checkin 2027-03-03 --checkout 2027-03-08 --adults 2 --child-age 5 --child-age 9 --room double --json',
  ];

  static override args = {
    file: Args.string({ description: 'File of one message, or - for standard input.', required: true }),
  };

  static override flags = {
    connector: Flags.string({
      summary: 'Contract that the message is written in.',
      helpValue: 'ID',
      env: envOf('connector', 'price'),
      default: 'alpinebits',
    }),
    checkin: dateFlag('Day of arrival.', 'checkin'),
    checkout: dateFlag('Day of departure.', 'checkout'),
    adults: Flags.integer({
      summary: 'Number of adults.',
      env: envOf('adults', 'price'),
      default: 2,
      min: 0,
      max: 99,
    }),
    'child-age': Flags.integer({
      summary: 'Age of a child; once for each.',
      env: envOf('child-age', 'price'),
      multiple: true,
      default: [],
      min: 0,
      max: 21,
    }),
    room: Flags.string({
      summary: 'Room type, by the code in the message; without it every one that has prices.',
      helpValue: 'CODE',
      env: envOf('room', 'price'),
    }),
    rate: Flags.string({
      summary: 'Rate plan, by the code in the message; without it every one.',
      helpValue: 'CODE',
      env: envOf('rate', 'price'),
    }),
    occupancy: Flags.string({
      summary: 'Guests of the room: at least, standard, at most, and children at most if limited.',
      helpValue: 'MIN,STANDARD,MAX[,CHILDREN]',
      env: envOf('occupancy', 'price'),
    }),
    'booked-on': Flags.string({
      summary: 'Day of the booking, for rate plans that must be booked ahead; without it that is not judged.',
      helpValue: 'YYYY-MM-DD',
      env: envOf('booked-on', 'price'),
    }),
    supplement: Flags.string({
      summary: 'Code of a supplement that is taken beside the mandatory ones; once for each.',
      helpValue: 'CODE',
      env: envOf('supplement', 'price'),
      multiple: true,
      default: [],
    }),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(RatePrice);
    const { checkin, checkout, adults, room, rate, supplement } = flags;
    requireDate('--checkin', checkin);
    requireDate('--checkout', checkout);
    if (daysBetween(checkin, checkout) < 1) throw usage('--checkout is not after --checkin');
    const bookedOn = flags['booked-on'];
    if (bookedOn !== undefined) requireDate('--booked-on', bookedOn);
    if (adults + flags['child-age'].length === 0)
      throw usage('A stay needs a guest: --adults or --child-age');
    const { priceStays } = await import('../../price-stays.js');
    const stays = await priceStays(args.file, await this.requireConnector(flags.connector), {
      room,
      rate,
      check_in: checkin,
      check_out: checkout,
      adults,
      child_ages: flags['child-age'],
      supplements: supplement,
      ...(flags.occupancy === undefined ? {} : { occupancy: readOccupancy(flags.occupancy) }),
      ...(bookedOn === undefined ? {} : { advance_days: daysBetween(bookedOn, checkin) }),
    });
    this.show(stays);
    const bookable = stays.some((stay) => stay.bookable);
    if (!bookable) this.exitWith(EXIT.refused);
    return { bookable, stays };
  }

  private show(stays: readonly StayVerdict[]): void {
    if (stays.length === 0) this.talk('No rate plan of the message has a price for these nights.');
    this.showTable(stays, [
      { header: 'RATE', value: (stay) => (stay.bookable ? stay.price.rate_code : stay.rate_code) },
      { header: 'ROOM', value: (stay) => (stay.bookable ? stay.price.room_code : stay.room_code) },
      { header: 'TOTAL', value: (stay) => (stay.bookable ? stay.price.total : '-'), align: 'right' },
      { header: 'CURRENCY', value: (stay) => (stay.bookable ? stay.price.currency : null) },
      { header: 'WHY NOT', value: (stay) => (stay.bookable ? null : stay.broken.text) },
    ]);
  }
}

function dateFlag(summary: string, name: string) {
  return Flags.string({ summary, helpValue: 'YYYY-MM-DD', env: envOf(name, 'price'), required: true });
}

function requireDate(flag: string, text: string): void {
  if (!isLocalDate(text)) throw usage(`${flag} "${text}" is not a date; write it as YYYY-MM-DD`);
}

function readOccupancy(text: string): RoomOccupancy {
  const numbers = text.split(',').map((part) => (/^\d{1,2}$/.test(part.trim()) ? Number(part) : null));
  const [min, standard, max, children = null] = numbers;
  const known = typeof min === 'number' && typeof standard === 'number' && typeof max === 'number';
  if (
    !known ||
    numbers.length > 4 ||
    min > standard ||
    standard > max ||
    (numbers.length === 4 && children === null)
  )
    throw usage(`--occupancy "${text}" is not MIN,STANDARD,MAX or MIN,STANDARD,MAX,CHILDREN`);
  return { min, standard, max, max_children: children };
}

function usage(message: string): Errors.CLIError {
  return new Errors.CLIError(message, { exit: EXIT.usage });
}
