import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from '@oclif/core';
import { beforeAll, expect, test } from 'vitest';
import { SETTINGS } from '../core/settings/settings.js';
import { EVENT_TYPES, TOPICS } from '../core/events/types.js';
import { EVENT_TYPE_NAMES, TOPIC_NAMES } from './commands/event/tail.js';
import { REPORT_DIMENSIONS } from '../core/archive/report-query.js';
import { AppCommand } from './app-command.js';
import { envOf } from './flags.js';
import { DIMENSION_NAMES } from './report-command.js';

const FOLDER = fileURLToPath(new URL('./commands/', import.meta.url));

/** They change something, here or at the gateway; `dev` starts and stops what is private anyway. */
const WRITING = [
  'adapter certify',
  'alert ack',
  'api post',
  'archive erase',
  'archive export',
  'ari push',
  'booking ack',
  'booking cancel',
  'booking confirm',
  'booking create',
  'booking modify',
  'booking verify',
  'channel connect',
  'channel disconnect',
  'channel enable',
  'channel pause',
  'channel pull',
  'channel resume',
  'channel sync',
  'db migrate',
  'delivery discard',
  'delivery pause',
  'delivery retry',
  'dlq discard',
  'dlq retry',
  'feed set',
  'hotel onboard',
  'key create',
  'key revoke',
  'key rotate',
  'load run',
  'mapping remove',
  'mapping set',
  'message accept',
  'message discard',
  'message erase',
  'message replay',
  'partner create',
  'partner tolerance',
  'payment refund-again',
  'reconcile fix',
  'reconcile source',
  'view rebuild',
  'webhook endpoint create',
  'webhook endpoint delete',
  'webhook endpoint pause',
  'webhook endpoint resume',
  'webhook resend',
  'webhook rotate',
];
const DESTRUCTIVE = [
  'archive erase',
  'booking cancel',
  'booking modify',
  'channel disconnect',
  'delivery discard',
  'dlq discard',
  'key revoke',
  'mapping remove',
  'message accept',
  'message discard',
  'message erase',
  'message replay',
  'payment refund-again',
  'reconcile fix',
  'view rebuild',
  'webhook endpoint delete',
];

const commands = new Map<string, typeof Command>();

beforeAll(async () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  for (const file of files.sort()) {
    const { default: command } = (await import(join(FOLDER, file))) as { default: typeof Command };
    commands.set(file.replace(/\.ts$/, '').replaceAll(/[\\/]/g, ' '), command);
  }
});

function flagsOf(command: typeof Command) {
  return { ...command.baseFlags, ...command.flags };
}

test('every command tells what it does and gives two examples', () => {
  for (const [words, command] of commands) {
    expect(command.prototype, words).toBeInstanceOf(AppCommand);
    expect(command.summary, words).toMatch(/^[A-Z].*\.$/);
    expect((command.description ?? '').length, words).toBeGreaterThan(40);
    expect((command.examples ?? []).length, words).toBeGreaterThanOrEqual(2);
    expect(command.enableJsonFlag, words).toBe(true);
  }
});

test('every flag has a summary and its environment twin', () => {
  for (const [words, command] of commands) {
    for (const [name, flag] of Object.entries(flagsOf(command))) {
      expect(flag.summary, `${words} --${name}`).toMatch(/\.$/);
      const ending = envOf(name).replace('BELLHOP', '');
      expect(flag.env, `${words} --${name}`).toMatch(new RegExp(`^BELLHOP(_[A-Z]+)?${ending}$`));
    }
  }
});

/** `dev up` starts the gateway: its port is that very setting. So is the folder that `archive` and `report` work in. */
const SETTINGS_THAT_ARE_FLAGS = ['BELLHOP_PORT', 'BELLHOP_ARCHIVE_DIR'];

test('an environment variable means the same wherever it is read', () => {
  const meanings = new Map<string, Set<string>>();
  for (const [, command] of commands) {
    for (const { env, summary } of Object.values(flagsOf(command))) {
      meanings.set(env ?? '', new Set([...(meanings.get(env ?? '') ?? []), summary ?? '']));
    }
  }
  const settings = Object.values(SETTINGS).map((setting): string => setting.env);

  expect([...meanings].filter(([, summaries]) => summaries.size > 1)).toEqual([]);
  expect(settings.filter((env) => meanings.has(env))).toEqual(SETTINGS_THAT_ARE_FLAGS);
});

test('examples use arguments and flags that exist', () => {
  for (const [words, command] of commands) {
    for (const example of command.examples ?? []) {
      const text = typeof example === 'string' ? example : example.command;
      const used = text.match(/--[a-z-]+/g) ?? [];
      const known = ['--json', ...Object.keys(flagsOf(command)).map((name) => `--${name}`)];
      for (const flag of used) expect(known, `${words}: ${text}`).toContain(flag);
    }
  }
});

test('descriptions name flags that there are', () => {
  const all = [...commands.values()].flatMap((command) => Object.keys(flagsOf(command)));
  const known = ['--json', '--help', ...all.map((name) => `--${name}`)];
  for (const [words, command] of commands) {
    for (const flag of command.description?.match(/(?<![\w-])--[a-z][a-z-]+/g) ?? [])
      expect(known, words).toContain(flag);
  }
});

test('writing commands can be tried without writing, destructive ones ask', () => {
  const having = (flag: string) =>
    [...commands].filter(([, command]) => flag in flagsOf(command)).map(([words]) => words);

  expect(having('dry-run').filter((words) => words !== 'demo')).toEqual(WRITING);
  expect(having('yes')).toEqual(DESTRUCTIVE);
});

test('the event types offered are those that there are', () => {
  expect([...EVENT_TYPE_NAMES]).toEqual(EVENT_TYPES);
  expect([...TOPIC_NAMES]).toEqual([...TOPICS]);
});

test('a report is grouped by what there is', () => {
  expect([...DIMENSION_NAMES]).toEqual([...REPORT_DIMENSIONS]);
});

// Names of commands, arguments and flags are the stable surface (CONTRIBUTING): a change here is a breaking change.
test('the surface is the recorded one', async () => {
  const surface = [...commands].map(([words, command]) => {
    const args = Object.entries(command.args).map(([name, arg]) =>
      arg.required === true ? name.toUpperCase() : `[${name}]`,
    );
    const flags = Object.entries(flagsOf(command)).map(([name, flag]) => {
      const options = 'options' in flag && flag.options !== undefined ? `=${flag.options.join('|')}` : '';
      return `--${name}${options}${flag.required === true ? '!' : ''}`;
    });
    return [words, ...args, ...flags.sort()].join(' ');
  });

  await expect(`${surface.join('\n')}\n`).toMatchFileSnapshot('./commands.snapshot.txt');
});
