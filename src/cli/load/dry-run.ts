import { expectedStarts } from './arrivals.js';
import type { LoadOptions } from './run-load.js';
import { SCENARIO_FACTS } from './scenarios.js';

/** What a run would do, as --dry-run says it. */
export interface DryRun {
  readonly dry_run: true;
  readonly gateway: string;
  readonly scenario: string;
  readonly about: string;
  /** Starts in the measured time; of Poisson arrivals about so many. */
  readonly starts: number;
  readonly warm_up_s: number;
  readonly duration_s: number;
  readonly hotels: number;
  readonly rooms: number;
  readonly makes_hotels: boolean;
}

export function planDryRun(
  options: LoadOptions,
  { gateway, makesHotels }: { readonly gateway: URL; readonly makesHotels: boolean },
): DryRun {
  const { scenario, seconds, warmUpSeconds, hotels, rooms } = options;
  return {
    ...{ dry_run: true, gateway: gateway.origin, scenario, about: SCENARIO_FACTS[scenario].about },
    ...{ starts: Math.round(expectedStarts(options)), warm_up_s: warmUpSeconds, duration_s: seconds },
    ...{ hotels, rooms, makes_hotels: makesHotels },
  };
}
