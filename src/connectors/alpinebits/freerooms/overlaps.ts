import type { AriUpdate } from '../../../core/model/ari.js';
import type { LocalDate } from '../../../core/model/local-date.js';

interface Overlap {
  readonly update: AriUpdate;
  readonly message: string;
}

/** The ranges of one room or category. */
interface Ranges {
  readonly all: AriUpdate[];
  /** Last night of those so far. */
  end: LocalDate;
  /** Each began after all before it ended, as senders usually write them: then nothing overlaps. */
  inOrder: boolean;
}

/**
 * Finds ranges that meet where they must not: of one room or category with each other, of closing seasons with each other, and
 * of closing seasons with nights on which rooms are left ("AlpineBits, FreeRooms"). Most of it while the message is read.
 */
export class Overlaps {
  private readonly byRoom = new Map<string, Ranges>();
  private readonly found: Overlap[] = [];
  private seasons: readonly AriUpdate[] | undefined;

  /** In document order: closing seasons come first. */
  add(update: AriUpdate): void {
    const key =
      update.unit_code === null ? (update.room_code ?? '') : `${update.room_code ?? ''}\n${update.unit_code}`;
    const ranges = this.byRoom.get(key);
    if (ranges === undefined) this.byRoom.set(key, { all: [update], end: update.to, inOrder: true });
    else {
      ranges.all.push(update);
      if (update.from <= ranges.end) ranges.inOrder = false;
      if (update.to > ranges.end) ranges.end = update.to;
    }
    if (update.room_code !== null && (update.available ?? 0) > 0) this.checkSeasons(update);
  }

  all(): readonly Overlap[] {
    const unordered = [...this.byRoom.values()].filter(({ inOrder }) => !inOrder);
    return [...this.found, ...unordered.flatMap(({ all }) => meetings(all))];
  }

  private checkSeasons(update: AriUpdate): void {
    this.seasons ??= sortByStart(this.byRoom.get('')?.all ?? []);
    const season = firstEndingFrom(this.seasons, update.from);
    if (season === undefined || season.from > update.to) return;
    const message = `Rooms are left on ${describe(update)}, but the hotel is closed ${describe(season)}; leave the closed nights out`;
    this.found.push({ update, message });
  }
}

function meetings(ranges: readonly AriUpdate[]): Overlap[] {
  const overlaps: Overlap[] = [];
  let furthest: AriUpdate | undefined;
  for (const update of sortByStart(ranges)) {
    if (furthest !== undefined && update.from <= furthest.to) {
      const what = update.room_code === null ? 'Closing seasons' : 'Dates of one room or category';
      const message = `${what} overlap: ${describe(furthest)} and ${describe(update)}; send each night once`;
      overlaps.push({ update, message });
    }
    if (furthest === undefined || update.to > furthest.to) furthest = update;
  }
  return overlaps;
}

/** Right for seasons that do not meet, which are in order by their ends as well; others are refused anyway. */
function firstEndingFrom(seasons: readonly AriUpdate[], date: LocalDate): AriUpdate | undefined {
  let low = 0;
  let high = seasons.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seasons[middle]?.to ?? '') < date) low = middle + 1;
    else high = middle;
  }
  return seasons[low];
}

function sortByStart(ranges: readonly AriUpdate[]): AriUpdate[] {
  return [...ranges].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

function describe({ from, to }: AriUpdate): string {
  return `${from} to ${to}`;
}
