import { readFileSync } from 'node:fs';
import { SETTINGS } from '../core/settings/settings.js';

/** What the command line asks for: to run, or to say something and end with this exit code. */
export type CommandLine =
  { readonly kind: 'run' } | { readonly kind: 'say'; readonly text: string; readonly exit: 0 | 2 };

const HELP = ['--help', '-h'];
const VERSION = ['--version', '-v'];

/**
 * Reads the arguments behind `bin/gateway.js`. It takes none to run: everything is a variable of the environment, and
 * an argument that was passed over would be a setting that somebody believes in.
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const unknown = args.find((argument) => ![...HELP, ...VERSION].includes(argument));
  if (unknown !== undefined) {
    const text = `bellhop gateway: unknown argument "${unknown}"; settings are variables of the environment.\nnext: bin/gateway.js --help\n`;
    return { kind: 'say', exit: 2, text };
  }
  if (args.some((argument) => HELP.includes(argument))) return { kind: 'say', exit: 0, text: help() };
  return args.length === 0 ? { kind: 'run' } : { kind: 'say', exit: 0, text: `bellhop ${version()}\n` };
}

function help(): string {
  const settings = Object.values(SETTINGS).map((setting) => {
    const unset = setting.schema.safeParse(undefined);
    const standard = !unset.success
      ? ' (must be set)'
      : unset.data === null
        ? ''
        : ` (default: ${String(unset.data)})`;
    return `  ${setting.env}${standard}\n      ${setting.about}`;
  });
  return `A gateway process of Bellhop: HTTP API, relay of events, deliveries, projections, scheduled jobs.

Usage: bin/gateway.js [--help | --version]

It takes no other arguments and logs JSON lines to standard output. SIGTERM or SIGINT stops it: what is under way is
finished, within 10 seconds; a second one cuts it off. "bellhop dev up" runs one with a private MariaDB and Redis.

Settings, variables of the environment:
${settings.join('\n')}

Exit codes:
  0  stopped as asked
  1  could not start (database out of reach, migrations pending, port taken), or broke
  2  a setting or an argument is wrong, or "npm run setup" has not been run
`;
}

/** From the package, beside which both `src` and `dist` lie. */
function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
