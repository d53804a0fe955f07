import { expect, it } from 'vitest';
import { SETTINGS } from '../core/settings/settings.js';
import { readCommandLine } from './command-line.js';

const textOf = (...args: string[]) => {
  const read = readCommandLine(args);
  return read.kind === 'say' ? read.text : '';
};

it('runs without arguments', () => {
  expect(readCommandLine([])).toEqual({ kind: 'run' });
});

it.each(['--help', '-h'])('%s names every variable, what must be set, defaults and exit codes', (flag) => {
  expect(readCommandLine([flag])).toMatchObject({ exit: 0 });
  for (const { env, about } of Object.values(SETTINGS)) {
    expect(textOf(flag)).toContain(env);
    expect(textOf(flag)).toContain(about);
  }
  expect(textOf(flag)).toContain('BELLHOP_MYSQL_URL (must be set)');
  expect(textOf(flag)).toContain('BELLHOP_PORT (default: 4100)');
  expect(textOf(flag)).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /);
});

it.each(['--version', '-v'])('%s says the version', (flag) => {
  expect(textOf(flag)).toMatch(/^bellhop \d+\.\d+\.\d+\n$/);
});

it('refuses what it does not know, also beside what it does', () => {
  expect(readCommandLine(['--port', '4200'])).toMatchObject({ kind: 'say', exit: 2 });
  expect(textOf('--help', '--port=4200')).toContain('unknown argument "--port=4200"');
});
