import type { AriNight } from '../../../core/ari/read-ari.js';
import type { LocalDate } from '../../../core/model/local-date.js';
import { AppCommand } from '../../app-command.js';
import { fromFlag, requiredHotelFlag, roomFlag, toFlag } from '../../flags.js';
import { fromPrice } from '../../from-price.js';
import { openHotel, readStoredAri } from '../../stored-ari.js';

interface Result {
  readonly hotel: string;
  readonly room: string | null;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly nights: readonly AriNight[];
}

type Rate = AriNight['rates'][number];

export default class AriShow extends AppCommand<Result> {
  static override summary = 'Show stored availability, prices and restrictions, night by night.';

  static override description = `Hotel and room are our own codes; both ends are nights and inclusive. Nights that were never set are not listed.
AVAIL is what may still be sold; PMS what the PMS said last, UNACKED what was sold since and is not yet
acknowledged by it; "-" in all three is a night of which only rates were pushed, so nobody has said how many rooms there
are. FROM PRICE is the cheapest open price of one room for as many adults as it holds; where none is stored for so many,
that of the smallest party which has one, with its number of guests. With --json "price" is the former alone, and
"uncounted" marks the nights without counts.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --hotel HV01 --room DBL --from 2027-07-01 --to 2027-07-14',
    '<%= config.bin %> <%= command.id %> --hotel HV01 --from 2027-07-01 --to 2027-07-01 --json',
  ];

  static override flags = { hotel: requiredHotelFlag(), room: roomFlag(), from: fromFlag(), to: toFlag() };

  async run(): Promise<Result> {
    const { flags } = await this.parse(AriShow);
    const { hotel, room, from, to } = flags;
    const rooms = await this.withApp(flags.data, async (app) =>
      readStoredAri(app, await openHotel(app, hotel), { room, from, to, uncounted: true }),
    );
    const nights = rooms.flatMap((entry) => entry.nights);
    this.showTable(nights, [
      { header: 'ROOM', value: (night) => night.room_code },
      { header: 'NIGHT', value: (night) => night.date },
      { header: 'AVAIL', value: (night) => countOf(night, 'available_rooms'), align: 'right' },
      { header: 'PMS', value: (night) => countOf(night, 'pms_rooms'), align: 'right' },
      { header: 'UNACKED', value: (night) => countOf(night, 'unacked_rooms'), align: 'right' },
      { header: 'CLOSED', value: (night) => night.closed },
      { header: 'FROM PRICE', value: fromPrice, align: 'right' },
      { header: 'VERSION', value: (night) => night.version, align: 'right' },
      { header: 'RATES', value: (night) => night.rates.map(describeRate).join('; '), shrink: true },
    ]);
    if (nights.length === 0) this.talk(`Nothing is stored for these nights. Next: bellhop ari push --help`);
    return { hotel, room: room ?? null, from, to, nights };
  }
}

function countOf(night: AriNight, field: 'available_rooms' | 'pms_rooms' | 'unacked_rooms'): number | null {
  return night.uncounted === true ? null : night[field];
}

function describeRate(rate: Rate): string {
  const occupancy = Object.entries(rate.occupancy_amounts ?? {}).map(
    ([guests, amount]) => `${guests}:${amount}`,
  );
  const parts = [
    rate.rate_code,
    rate.amount ?? occupancy.join(','),
    rate.closed ? 'closed' : '',
    rate.closed_to_arrival ? 'no arrival' : '',
    rate.closed_to_departure ? 'no departure' : '',
    limits('stay', rate.min_stay_arrival, rate.max_stay_arrival),
    limits('through', rate.min_stay_through, rate.max_stay_through),
    limits('advance', rate.min_advance_days, rate.max_advance_days),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function limits(name: string, min: number | null, max: number | null): string {
  if (min === null && max === null) return '';
  return `${name} ${min ?? ''}..${max ?? ''}`;
}
