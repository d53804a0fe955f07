import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from '@oclif/core';
import { beforeAll, expect, test } from 'vitest';
import { EVENT_TYPES } from '../core/events/types.js';
import { EVENT_TYPE_NAMES } from './commands/event/tail.js';
import { AppCommand } from './app-command.js';
import { envOf } from './flags.js';

const FOLDER = fileURLToPath(new URL('./commands/', import.meta.url));

/** They change something, here or at the gateway; `dev` starts and stops what is private anyway. */
const WRITING = [
  'api post',
  'ari push',
  'booking ack',
  'booking cancel',
  'booking create',
  'db migrate',
  'hotel onboard',
  'key create',
  'key revoke',
  'key rotate',
  'mapping set',
  'message replay',
  'partner create',
];
const DESTRUCTIVE = ['booking cancel', 'key revoke', 'message replay'];

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
      expect(flag.env, `${words} --${name}`).toBe(envOf(name));
    }
  }
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

test('writing commands can be tried without writing, destructive ones ask', () => {
  const having = (flag: string) =>
    [...commands].filter(([, command]) => flag in flagsOf(command)).map(([words]) => words);

  expect(having('dry-run').filter((words) => words !== 'demo')).toEqual(WRITING);
  expect(having('yes')).toEqual(DESTRUCTIVE);
});

test('the event types offered are those that there are', () => {
  expect([...EVENT_TYPE_NAMES]).toEqual(EVENT_TYPES);
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
