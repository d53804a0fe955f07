import { bookAroundTheHouse, HOT_NIGHT, sellLastRooms, sendCopies } from './bookings.js';
import { drawCalendar } from './calendar.js';
import { sellThroughChannels } from './channels.js';
import type { Claim } from './claim.js';
import { verifyAll } from './final-proof.js';
import { killInBurst } from './killed-gateway.js';
import { onboardHotels } from './onboarding.js';
import { fetchAndAcknowledge } from './pms-reads.js';
import { pushSmallMessages } from './small-pushes.js';
import type { Stage } from './stage.js';
import { pushYear } from './year-push.js';

export interface Audience {
  /** What comes next, for who waits. */
  announce(line: string): void;
  /** A claim that did not hold, as soon as it is known. */
  failed(claim: Claim): void;
  showCalendar(title: string, calendar: string): void;
  /** Columns of a line. */
  readonly width: number;
}

type Scene = (stage: Stage, claims: Claim[]) => Promise<void>;

const MORNING: readonly (readonly [announcement: string, scene: Scene])[] = [
  ['Three hotels are onboarded', onboardHotels],
  [
    'The PMS pushes a year of prices and counts, 14 rooms and 2 rate plans, and then the same again',
    pushYear,
  ],
  ['Messages as real senders write them: AlpineBits, SOAP, JSON', pushSmallMessages],
];

const EVENING: readonly (readonly [announcement: string, scene: Scene])[] = [
  ['One booking request, sent 50 times at once', sendCopies],
  ['An ordinary rush of bookings', bookAroundTheHouse],
  ['A burst of bookings, and kill -9 for the gateway in the middle of it', killInBurst],
  ['The PMS fetches its reservations and acknowledges them', fetchAndAcknowledge],
  [
    'Two channels: the last room is sold at one of them, and a night corrupted in silence',
    sellThroughChannels,
  ],
  ['The tables are checked', verifyAll],
];

/** The main job from the first hotel to the last acknowledgement. @returns every claim, held or not */
export async function play(stage: Stage, audience: Audience): Promise<Claim[]> {
  const claims: Claim[] = [];
  const perform = async ([announcement, scene]: readonly [string, Scene]): Promise<void> => {
    audience.announce(announcement);
    const told = claims.length;
    await scene(stage, claims);
    for (const claim of claims.slice(told)) if (!claim.held) audience.failed(claim);
  };
  for (const scene of MORNING) await perform(scene);
  const from = stage.day(HOT_NIGHT - 7);
  audience.showCalendar('Rooms on sale in Lisbon', await drawCalendar(stage, from, audience.width));
  await perform(['200 clients want the last 5 family rooms of one night', sellLastRooms]);
  audience.showCalendar(
    'After the rush for the family rooms (FAM)',
    await drawCalendar(stage, from, audience.width),
  );
  for (const scene of EVENING) await perform(scene);
  return claims;
}
