import { SingleBar } from 'cli-progress';

export interface Progress {
  /** @param count how many steps were done; one where it is not given. */
  step(label: string, count?: number): void;
  stop(): void;
}

const SILENT: Progress = { step: () => undefined, stop: () => undefined };

/** A bar on standard error; silent where nobody watches (no terminal, --json, a single step). */
export function startProgress(total: number, options: { readonly quiet: boolean }): Progress {
  if (options.quiet || total < 2 || !process.stderr.isTTY) return SILENT;
  const bar = new SingleBar({
    stream: process.stderr,
    format: '{bar} {value}/{total} {label}',
    clearOnComplete: true,
    hideCursor: true,
    barsize: 24,
  });
  bar.start(total, 0, { label: '' });
  return { step: (label, count = 1) => bar.increment(count, { label }), stop: () => bar.stop() };
}
