import { displayWidth, padToWidth, printable, truncateToWidth } from './display-width.js';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** What is written behind the bar. */
  readonly text: string;
}

const LABEL = 20;
const WIDEST_BAR = 40;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;
const FULL = '█';

/**
 * Horizontal bars from zero to `full` (without it to the greatest value), in eighths of a column. Negative values have
 * no bar, and one above `full` is cut to it.
 */
export function renderBars(
  bars: readonly Bar[],
  { width, full }: { readonly width: number; readonly full?: number | undefined },
): string {
  const labels = bars.map(({ label }) => truncateToWidth(printable(label), LABEL));
  const labelWidth = Math.max(0, ...labels.map(displayWidth));
  const textWidth = Math.max(0, ...bars.map(({ text }) => displayWidth(text)));
  const room = Math.max(4, Math.min(WIDEST_BAR, width - labelWidth - textWidth - 3));
  const greatest = full ?? Math.max(0, ...bars.map(({ value }) => value));
  return bars
    .map(({ value, text }, at) => {
      const length = greatest === 0 ? 0 : (Math.min(greatest, Math.max(0, value)) / greatest) * room;
      return `${padToWidth(labels[at] ?? '', labelWidth, 'left')} ${bar(length)} ${text}`;
    })
    .join('\n');
}

function bar(length: number): string {
  const eighths = Math.round(length * 8);
  const drawn = FULL.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
  // Something is never drawn as nothing.
  return drawn === '' && length > 0 ? '▏' : drawn;
}
