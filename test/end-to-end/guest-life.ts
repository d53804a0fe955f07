import type { StoredBooking } from '../../src/cli/sandbox/bookings.js';
import { wholeFrom, type Random } from '../../src/cli/load/random.js';
import { RATES, ROOMS, theirHotel, theirRate, theirRoom, type StormHotel } from './cast.js';
import type { Channel, Stage } from './stage.js';

/** What guests did at the channels. */
export interface GuestCounts {
  new: number;
  modify: number;
  cancel: number;
  /** Wishes that the channel itself turned down: nothing open, no price. */
  turnedDown: number;
}

const MOST_NIGHTS = 3;

/** A guest books at a channel, most of them what it shows as open, or changes or cancels what was booked. */
export async function guestActs(
  stage: Stage,
  channel: Channel,
  { hotel, random, counts }: { hotel: StormHotel; random: Random; counts: GuestCounts },
): Promise<void> {
  const actions = channel.role.sells;
  const action = random() < 0.6 ? 'new' : (actions[wholeFrom(random, 0, actions.length - 1)] ?? 'new');
  const wish =
    action === 'new'
      ? newStay(stage, hotel, random)
      : await laterWish(stage, channel, { hotel, random, action });
  if (wish === null) return;
  const { status } = await channel.sandbox.control('POST', 'bookings', wish);
  if (status === 200) counts[action] += 1;
  else if (status < 500) counts.turnedDown += 1;
  else throw new Error(`${channel.code} failed: HTTP ${status}`);
}

function newStay(stage: Stage, hotel: StormHotel, random: Random) {
  const room = ROOMS[wholeFrom(random, 0, ROOMS.length - 1)] ?? 'DBL';
  const rate = RATES[wholeFrom(random, 0, RATES.length - 1)] ?? 'BAR';
  return {
    hotel_code: theirHotel(hotel),
    room_code: theirRoom(hotel, room),
    rate_code: theirRate(rate),
    ...stay(stage, random),
    guests: wholeFrom(random, 1, 2),
    only_if_open: random() < 0.9,
  };
}

function stay(stage: Stage, random: Random): { check_in: string; check_out: string } {
  const nights = wholeFrom(random, 1, MOST_NIGHTS);
  const first = wholeFrom(random, 1, stage.options.nights - nights);
  return { check_in: stage.day(first), check_out: stage.day(first + nights) };
}

/** Null: there is nothing to change at this hotel. */
async function laterWish(
  stage: Stage,
  { sandbox, role }: Channel,
  { hotel, random, action }: { hotel: StormHotel; random: Random; action: 'modify' | 'cancel' },
) {
  const hotel_code = theirHotel(hotel);
  const { document } = await sandbox.control<{ bookings: StoredBooking[] }>(
    'GET',
    `bookings?hotel=${hotel_code}`,
  );
  const open = document.bookings.filter(
    (booking) =>
      booking.action !== 'cancel' &&
      booking.delivery !== 'refused' &&
      (!role.oneAtATime || booking.delivery === 'acknowledged'),
  );
  const booking = open[wholeFrom(random, 0, Math.max(0, open.length - 1))];
  if (booking === undefined) return null;
  const codes = { action, hotel_code, reference: booking.reference };
  return action === 'cancel' ? codes : { ...codes, ...stay(stage, random) };
}
