import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '@oclif/core';
import { vi } from 'vitest';
import type { AppCommand } from '../../src/cli/app-command.js';

export interface CommandRun {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command's --json document holds; the tests look into `data` themselves. */
export interface Document {
  readonly ok: boolean;
  readonly data: Readonly<Record<string, unknown>>;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly next: string;
    readonly faults?: unknown;
  };
  readonly warnings: readonly string[];
  readonly meta: { readonly command: string; readonly took_ms: number };
}

type CommandClass = { id: string } & (new (
  argv: string[],
  config: Config,
) => AppCommand<object | undefined>) & {
    run(argv: string[], config: Config): Promise<unknown>;
  };

/** A configuration without plugins, and without the built commands in dist that oclif would load. */
async function bareConfig(): Promise<Config> {
  const root = mkdtempSync(join(tmpdir(), 'bellhop-cli-'));
  const oclif = { bin: 'bellhop', topicSeparator: ' ' };
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'bellhop', version: '0.0.0', oclif }));
  try {
    const config = new Config({ root });
    await config.load();
    return config;
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Runs a command of src in this process, as `bellhop WORDS ARGS` would, with `env` for this run alone. */
export async function runCommand(
  words: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandRun> {
  const path = `../../src/cli/commands/${words.replaceAll(' ', '/')}.js`;
  const { default: command } = (await import(/* @vite-ignore */ path)) as { default: CommandClass };
  command.id = words.replaceAll(' ', ':');
  const written = { stdout: '', stderr: '' };
  const catchOutput = (name: 'stdout' | 'stderr') =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    });
  const spies = [catchOutput('stdout'), catchOutput('stderr')];
  const exitBefore = process.exitCode;
  process.exitCode = undefined;
  // Outside production oclif warns of a command that ended before it had parsed its flags.
  vi.stubEnv('NODE_ENV', 'production');
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    await command.run([...args], await bareConfig());
    return { exit: Number(process.exitCode ?? 0), ...written };
  } finally {
    process.exitCode = exitBefore;
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}

/** The same with --json; standard output must be exactly one document on one line. */
export async function runJson(
  words: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly exit: number; readonly document: Document; readonly stderr: string }> {
  const run = await runCommand(words, [...args, '--json'], env);
  const lines = run.stdout.split('\n');
  if (lines.length !== 2 || lines[1] !== '') throw new Error(`not one line of JSON: ${run.stdout}`);
  return { exit: run.exit, document: JSON.parse(lines[0] ?? '') as Document, stderr: run.stderr };
}
