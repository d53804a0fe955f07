import type { Hook } from '@oclif/core';
import { EXIT, renderError, type ErrorReport } from '../error-report.js';

/**
 * A command that does not exist is a usage error like any other: exit code 2, one JSON document with --json, the likely
 * command as the next one to run. (@oclif/plugin-not-found exits with 127, asks questions and knows no --json.)
 */
const commandNotFound: Hook.CommandNotFound = ({ id, argv, config }) => {
  const typed = id.replaceAll(':', ' ');
  const known = config.commands
    .filter((command) => !command.hidden)
    .map((command) => command.id.replaceAll(':', ' '));
  const report = reportUnknown(typed, known);
  process.exitCode = EXIT.usage;
  if (argv?.includes('--json') === true)
    process.stdout.write(`${JSON.stringify({ ok: false, error: report })}\n`);
  else process.stderr.write(`${renderError(report)}\n`);
  return Promise.resolve();
};

export default commandNotFound;

export function reportUnknown(typed: string, known: readonly string[]): ErrorReport {
  const likely = closest(typed, known);
  return {
    code: 'USAGE',
    message: `"${typed}" is not a command${likely === undefined ? '' : `; did you mean "${likely}"?`}`,
    next: `bellhop ${likely ?? topicOf(typed, known)} --help`.replace('  ', ' '),
  };
}

/** The topic that was typed, where there is one: its help lists the commands. */
function topicOf(typed: string, known: readonly string[]): string {
  const [topic = ''] = typed.split(' ');
  return known.some((command) => command.startsWith(`${topic} `)) ? topic : '';
}

/** The candidate that the fewest typing slips lead to; undefined when none is near. */
function closest(typed: string, candidates: readonly string[]): string | undefined {
  const slips = candidates.map((candidate) => ({ candidate, distance: editDistance(typed, candidate) }));
  const [best] = slips.sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(2, typed.length / 3) ? best.candidate : undefined;
}

/** Levenshtein's: insertions, deletions and replacements that turn one text into the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
