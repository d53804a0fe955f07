import { renderTable } from '../output/table.js';
import type { ChangedRange } from './difference-ranges.js';
import type { ReplayPlan } from './plan-replay.js';

const SHOWN = 60;

/** The one command that goes back behind what newer messages have said; what is parked has to be confirmed there as well. */
export function overNewerCommand({ message_id, outcome }: ReplayPlan['message']): string {
  return `message replay ${message_id} --over-newer${outcome === 'PARKED' ? ' --confirm' : ''}`;
}

/**
 * What a replay would change, for the question whether it shall.
 * @param how width: columns of the terminal; overNewer: it is said that newer messages may be undone
 */
export function renderPlan(
  { message, ranges, nights_changed, previews, overtaken_by }: ReplayPlan,
  { width, overNewer }: { readonly width: number; readonly overNewer: boolean },
): string {
  const lines = [
    `Message ${message.message_id}: ${message.kind}, received ${message.received_at}, ${message.outcome}.`,
  ];
  if (previews.length > 0) {
    const rows = previews.map(({ reference, does, changes, why }) => ({ reference, does, changes, why }));
    lines.push(
      renderTable(
        rows,
        [
          { header: 'RESERVATION', value: (row) => row.reference },
          { header: 'WOULD', value: (row) => row.does },
          { header: 'CHANGES', value: (row) => row.changes.join(', ') },
          { header: 'WHY', value: (row) => row.why },
        ],
        { width },
      ),
    );
  } else if (ranges.length === 0) lines.push('It would change nothing: all that it says is stored.');
  else {
    lines.push(renderRanges(ranges.slice(0, SHOWN), width));
    if (ranges.length > SHOWN) lines.push(`and ${ranges.length - SHOWN} more ranges; --json lists them`);
    lines.push(`${nights_changed} night(s) would change.`);
  }
  if (overtaken_by.length > 0)
    lines.push(
      `Backwards: ${overtaken_by.length} newer message(s) named these nights since, the last ${overtaken_by[0] ?? ''}` +
        (overNewer ? '.' : `; this needs "${overNewerCommand(message)}".`),
    );
  return lines.join('\n');
}

function renderRanges(ranges: readonly ChangedRange[], width: number): string {
  return renderTable(
    ranges,
    [
      { header: 'ROOM', value: (range) => range.room_code },
      { header: 'RATE', value: (range) => range.rate_code },
      { header: 'FROM', value: (range) => range.from },
      { header: 'TO', value: (range) => range.to },
      { header: 'FIELD', value: (range) => range.field },
      { header: 'STORED', value: (range) => range.stored },
      { header: 'BECOMES', value: (range) => range.becomes },
    ],
    { width },
  );
}
