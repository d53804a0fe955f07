import { truncateToWidth } from '../output/display-width.js';
import { percentileMs } from './histogram.js';
import type { LiveState } from './send-load.js';

/** One line on standard error that is written over again and again; nothing where nobody watches. */
export interface LiveLine {
  show(text: string): void;
  clear(): void;
}

const BACK_AND_CLEAR = '\r\u001b[2K';
const BAR = 16;

export function createLiveLine({ quiet }: { readonly quiet: boolean }): LiveLine {
  const { stderr } = process;
  if (quiet || !stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show: (text) => stderr.write(`${BACK_AND_CLEAR}${truncateToWidth(text, stderr.columns - 1)}`),
    clear: () => stderr.write(BACK_AND_CLEAR),
  };
}

/** Where a run stands, on one line; the most important comes first, for the line is cut where it is too long. */
export function renderLive({ at_s, total_s, warm_up_s, in_flight, recorder }: LiveState): string {
  const share = Math.min(1, Math.max(0, at_s / total_s));
  const bar = '━'.repeat(Math.round(share * BAR)).padEnd(BAR, '─');
  const time = `${bar} ${Math.min(Math.floor(at_s), total_s)}/${total_s} s`;
  if (at_s < warm_up_s) return `${time}  warming up  ${in_flight} in flight`;
  const state = [
    `${recorder.answered()} answered`,
    ...(recorder.errors() === 0 ? [] : [`${recorder.errors()} errors`]),
    ...(recorder.dropped() === 0 ? [] : [`${recorder.dropped()} dropped`]),
    `${in_flight} in flight`,
    `lag ${percentileMs(recorder.lag, 99).toFixed(1)} ms`,
  ];
  const times = recorder.operations
    .filter(({ times: { totalCount } }) => totalCount > 0)
    .map(({ operation, times: of }) => {
      return `${operation} ${percentileMs(of, 50).toFixed(1)}/${percentileMs(of, 99).toFixed(1)}`;
    });
  return [time, ...state, ...(times.length === 0 ? [] : [`p50/p99 ms: ${times.join('  ')}`])].join('  ');
}
