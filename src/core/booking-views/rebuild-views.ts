import type { EventBus } from '../events/event-bus.js';
import { AppError } from '../model/errors.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import type { ProjectedViews } from './booking-views.js';
import { eventsSource } from './rebuild-from-events.js';
import { truthSource } from './rebuild-from-truth.js';

export interface RebuildRequest {
  /** The tables, or the events from the oldest that the bus keeps. */
  readonly from: 'truth' | 'events';
  /** Empty the views first; without it what is there is written over. */
  readonly clear: boolean;
  readonly dryRun: boolean;
  /** Called after each part with all that this call has written, and what it found waiting at its start. */
  readonly onProgress: (written: number, waiting: number) => void;
}

export interface Rebuilt {
  /** Bookings or events that this call found to write. */
  readonly waiting: number;
  /** Those that it wrote; more than that when others came meanwhile, 0 in a dry run. */
  readonly written: number;
  /** It went on where one that was interrupted had come to. */
  readonly resumed: boolean;
}

export type RebuildViews = (request: RebuildRequest) => Promise<Rebuilt>;

/** What the views can be written from. A place is text of the source's own, from which it can go on. */
export interface RebuildSource {
  firstPlace(): string;
  waiting(place: string): Promise<number>;
  /** Writes everything from `place` on. @param note takes the place reached and how many were written since the last. */
  write(place: string, note: (place: string, written: number) => Promise<void>): Promise<void>;
}

interface Deps {
  readonly database: Database;
  /** Null in the embedded form, which has nothing to rebuild. */
  readonly views: ProjectedViews | null;
  readonly bus: EventBus;
  readonly nextId: NextId;
}

/**
 * Writes the views anew while the system works: rows carry their revision, so what the projector writes meanwhile is
 * neither lost nor undone. Interrupted, the next call from the same source goes on; one that clears starts over.
 * @throws AppError VALIDATION in the embedded form; UNAVAILABLE, with everything up to the last part kept.
 */
export function createRebuildViews({ views, ...deps }: Deps): RebuildViews {
  return async (request) => {
    if (views === null) throw nothingToRebuild();
    const { from, clear, dryRun, onProgress } = request;
    const source = from === 'truth' ? truthSource({ ...deps, views }) : eventsSource({ ...deps, views });
    const noted = clear ? null : placeOf(from, await views.rebuiltTo());
    const place = noted ?? source.firstPlace();
    const waiting = await source.waiting(place);
    if (dryRun) return { waiting, written: 0, resumed: noted !== null };
    if (clear) await views.clear();
    let written = 0;
    await source.write(place, async (reached, count) => {
      await views.noteRebuilt(`${from} ${reached}`);
      written += count;
      onProgress(written, waiting);
    });
    await views.noteRebuilt(null);
    return { waiting, written, resumed: noted !== null };
  };
}

/** A place of the other source is none of this one. */
function placeOf(from: RebuildRequest['from'], noted: string | null): string | null {
  const [source, place] = noted?.split(' ') ?? [];
  return source === from ? (place ?? null) : null;
}

function nothingToRebuild(): AppError {
  return new AppError(
    'VALIDATION',
    'There is nothing to rebuild: without BELLHOP_CASSANDRA_CONTACT_POINTS the lists of bookings are read from the tables themselves.',
    { next: 'bellhop config explain' },
  );
}
