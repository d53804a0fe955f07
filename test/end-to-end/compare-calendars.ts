import { NUMBER_RESTRICTIONS, type AriAmount } from '../../src/core/model/ari.js';
import type { PushCell } from '../../src/core/model/channel-codec.js';
import type { LocalDate } from '../../src/core/model/local-date.js';
import { OPERATOR_VIEW } from '../../src/core/hotels/catalogue.js';
import { SandboxCalendar } from '../../src/cli/sandbox/sandbox-calendar.js';
import { receiveAri } from '../../src/cli/sandbox/receive-ari.js';
import { FaultDice } from '../../src/cli/sandbox/fault-settings.js';
import type { CalendarCell } from '../../src/connectors/shared/calendar.js';
import { connectorOf } from '../builders/a-sandbox.js';
import { RATES, ROOMS, theirHotel, theirRate, theirRoom, type StormHotel } from './cast.js';
import { nightOf, type NightView } from './night-view.js';
import type { Channel, Pms, Stage } from './stage.js';

const FIELDS = [
  'closed',
  'closed_to_arrival',
  'closed_to_departure',
  ...NUMBER_RESTRICTIONS,
] as const satisfies readonly (keyof NightView)[];
type Field = (typeof FIELDS)[number];

/** Every night of every channel beside ours, field by field, as far as its contract has words. @returns what differs */
export async function compareChannels(stage: Stage): Promise<string[]> {
  const ours = await readOurs(stage);
  const found: string[] = [];
  for (const channel of stage.channels) {
    const says = await sayableFields(channel);
    for (const hotel of stage.hotels) {
      const cells = await channel.sandbox.cells(theirHotel(hotel));
      const codes = {
        room: (room: string) => theirRoom(hotel, room),
        rate: theirRate,
      };
      found.push(...compare(stage, { who: channel.code, hotel, ours, cells, codes, says }));
    }
  }
  return found;
}

/** The same for the PMSs, which say all that they can. */
export async function comparePmss(stage: Stage): Promise<string[]> {
  const ours = await readOurs(stage);
  const found: string[] = [];
  for (const hotel of stage.hotels) {
    const pms = pmsOf(stage, hotel);
    const cells = await pms.sandbox.cells(hotel.code);
    const codes = { room: (room: string) => room, rate: (rate: string) => rate };
    const spoken = FIELDS.filter((field) => pms.role.says.includes(field));
    const says = new Map(spoken.map((field) => [field, field]));
    found.push(...compare(stage, { who: pms.code, hotel, ours, cells, codes, says }));
  }
  return found;
}

export function pmsOf({ pmss }: Stage, hotel: StormHotel): Pms {
  const pms = pmss.find(({ role }) => role === hotel.pms);
  if (pms === undefined) throw new Error(`no PMS of ${hotel.code}`);
  return pms;
}

interface Comparison {
  readonly who: string;
  readonly hotel: StormHotel;
  readonly ours: ReadonlyMap<string, NightView>;
  readonly cells: readonly CalendarCell[];
  readonly codes: { readonly room: (code: string) => string; readonly rate: (code: string) => string };
  /** What it has words for, and under which field each is found there. */
  readonly says: ReadonlyMap<Field, Field>;
}

/** Ours as a contract says it: one that has a single word for a limit tells that of every night where there is none of the arrival. */
function inItsWords(ours: NightView, says: ReadonlyMap<Field, Field>): NightView {
  const moved = [...says].filter(([field, there]) => field !== there && ours[there] === null);
  return { ...ours, ...Object.fromEntries(moved.map(([field, there]) => [there, ours[field]])) };
}

function compare(stage: Stage, { who, hotel, ours, cells, codes, says }: Comparison): string[] {
  const byKey = new Map(cells.map((cell) => [keyOf(cell.room_code, cell.rate_code, cell.date), cell]));
  const found: string[] = [];
  for (const room of ROOMS)
    for (const rate of RATES)
      for (let offset = 1; offset <= stage.options.nights; offset++) {
        const date = stage.day(offset);
        const theirs = nightOf(
          byKey.get(keyOf(codes.room(room), null, date)),
          byKey.get(keyOf(codes.room(room), codes.rate(rate), date)),
        );
        const stored = ours.get(keyOf(`${hotel.code}/${room}`, rate, date));
        if (stored === undefined) throw new Error(`we have no ${hotel.code} ${room} ${rate} ${date}`);
        const here = inItsWords(stored, says);
        const fields = ['available', 'prices', ...new Set(says.values())] as const;
        for (const field of fields)
          if (JSON.stringify(here[field]) !== JSON.stringify(theirs[field]))
            found.push(
              `${who} ${hotel.code} ${room} ${rate} ${date} ${field}: ours ${JSON.stringify(here[field])}, theirs ${JSON.stringify(theirs[field])}`,
            );
      }
  return found;
}

async function readOurs({ app, hotels, day, options }: Stage): Promise<Map<string, NightView>> {
  const found = new Map<string, NightView>();
  for (const { code } of hotels) {
    const { hotel_id } = await app.hotels.show(code);
    const catalogue = await app.openCatalogue(OPERATOR_VIEW, hotel_id);
    for (const room of catalogue.rooms) {
      const nights = await app.readAri({ catalogue, room, from: day(1), to: day(options.nights) });
      for (const { date, rates, available_rooms, closed } of nights)
        for (const { amount, occupancy_amounts, ...rate } of rates) {
          const amounts = pricesOf(amount, occupancy_amounts);
          const cell = { ...rate, room_code: room.code, date, amounts };
          const roomCell = {
            room_code: room.code,
            rate_code: null,
            date,
            available: available_rooms,
            closed,
          };
          found.set(keyOf(`${code}/${room.code}`, rate.rate_code, date), nightOf(roomCell, cell));
        }
    }
  }
  return found;
}

function pricesOf(amount: string | null, levels: Readonly<Record<string, string>> | null): AriAmount[] {
  const common = { currency: 'EUR', tax: 'after' as const };
  return [
    ...(amount === null ? [] : [{ ...common, guests: null, amount }]),
    ...Object.entries(levels ?? {}).map(([guests, text]) => ({
      ...common,
      guests: Number(guests),
      amount: text,
    })),
  ];
}

function keyOf(room: string | null, rate: string | null, date: LocalDate): string {
  return JSON.stringify([room, rate, date]);
}

/** What a contract has a word for: what comes out of a message into which it was put. */
async function sayableFields({ role }: Channel): Promise<ReadonlyMap<Field, Field>> {
  const connector = connectorOf(role.connector);
  const date = '2030-01-10';
  const values = { closed: true, closed_to_arrival: true, closed_to_departure: true } as const;
  const found = new Map<Field, Field>();
  for (const field of FIELDS) {
    const value = field in values ? true : 3;
    const cell: PushCell = { room_code: '101', rate_code: '01', date, [field]: value };
    const requests = connector.channel?.encodeAri(
      { hotel_code: '7001', cells: [cell], full: false, products: [{ room_code: '101', rate_code: '01' }] },
      { username: 'u', password: 'p', now: '2029-01-01T00:00:00Z', nextId: () => 'id' },
    );
    const calendar = new SandboxCalendar(true);
    for (const { body, path } of requests ?? []) {
      const action = connector.messages.find((name) => name === path.split('/').at(-1));
      const decoded = await connector.decode(Buffer.from(body), {
        charset: null,
        ...(action === undefined ? {} : { action }),
      });
      if (decoded.content?.kind === 'ari')
        receiveAri({ calendar, dice: new FaultDice(Math.random) }, '7001', decoded.content.ari);
    }
    const there = [field, ...FIELDS].find((one) =>
      calendar.cells('7001').some((each) => each[one] === value),
    );
    if (there !== undefined) found.set(field, there);
  }
  return found;
}
