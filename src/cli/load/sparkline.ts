const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Values over time as one line of at most `width` columns; where several share a column the greatest is drawn. */
export function sparkline(values: readonly number[], width: number): string {
  const columns = Math.min(values.length, Math.max(1, Math.floor(width)));
  const greatest = Math.max(0, ...values);
  let line = '';
  for (let column = 0; column < columns; column += 1) {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    const peak = Math.max(0, ...values.slice(from, to));
    const level = greatest === 0 ? 0 : Math.ceil((peak / greatest) * LEVELS.length) - 1;
    line += LEVELS[Math.max(0, level)] ?? '';
  }
  return line;
}
