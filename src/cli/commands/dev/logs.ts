import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { ENGINES } from '../../dev-stack/engine-names.js';
import { envOf, followFlag } from '../../flags.js';
import { lastLines, newLines } from '../../log-tail.js';
import { writeJsonLine } from '../../output/json-lines.js';

interface Log {
  readonly server: string;
  readonly file: string;
  readonly lines: readonly string[];
}

type Result = { readonly logs: readonly Log[] } | undefined;

const SERVERS = ['gateway', ...ENGINES, 'redis', 'mysql'] as const;
const POLL_MS = 300;

export default class DevLogs extends AppCommand<Result> {
  static override summary = "Show the last log lines of the stack's servers.";

  static override description =
    'With --follow new lines are shown as they come; together with --json as JSON Lines of server and line.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --server gateway --lines 100',
    '<%= config.bin %> <%= command.id %> --follow',
  ];

  static override flags = {
    server: Flags.option({ options: SERVERS })({ summary: 'Only this one.', env: envOf('server') }),
    lines: Flags.integer({
      summary: 'So many of each.',
      min: 0,
      max: 10_000,
      default: 20,
      env: envOf('lines'),
    }),
    follow: followFlag(),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(DevLogs);
    const [{ logFiles }, { dataDirectory }] = await Promise.all([
      import('../../dev-stack/stack.js'),
      import('../../dev-stack/profile.js'),
    ]);
    const files = logFiles(dataDirectory(flags.data));
    // The engines are not part of every stack: their logs are there when they were.
    const wasUsed = (server: (typeof SERVERS)[number]): boolean =>
      !ENGINES.some((engine) => engine === server) || existsSync(files[server]);
    const places = new Map<string, number>();
    const logs: Log[] = [];
    for (const server of flags.server === undefined ? SERVERS.filter(wasUsed) : [flags.server]) {
      const { lines, end } = await lastLines(files[server], flags.lines);
      places.set(server, end);
      logs.push({ server, file: files[server], lines });
    }
    if (!flags.follow) {
      for (const log of logs) this.log([`==> ${log.server}: ${log.file}`, ...log.lines].join('\n'));
      return { logs };
    }
    for (const log of logs) await this.write(log.server, log.lines);
    for (;;) {
      for (const { server, file } of logs) {
        const { lines, end } = await newLines(file, places.get(server) ?? 0);
        places.set(server, end);
        if (!(await this.write(server, lines))) return undefined;
      }
      await sleep(POLL_MS);
    }
  }

  /** False once nobody reads any more. */
  private async write(server: string, lines: readonly string[]): Promise<boolean> {
    for (const line of lines) {
      if (!this.jsonEnabled()) this.log(`${server} | ${line}`);
      else if (!(await writeJsonLine({ server, line }))) return false;
    }
    return process.stdout.writable;
  }
}
