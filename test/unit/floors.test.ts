import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CONFIG = resolve('.dependency-cruiser.cjs');
const DEPCRUISE = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const run = promisify(execFile);

const FORBIDDEN = [
  ['model looks up into ari', 'src/core/model/a.ts', 'src/core/ari/target.ts'],
  ['ari looks up into bookings', 'src/core/ari/b.ts', 'src/core/bookings/target.ts'],
  ['partners looks across into events', 'src/core/partners/c.ts', 'src/core/events/target.ts'],
  ['core looks up into the gateway', 'src/core/hotels/d.ts', 'src/gateway/target.ts'],
  ['a connector looks into core', 'src/connectors/ota/e.ts', 'src/core/ari/target.ts'],
  ['a connector looks into another', 'src/connectors/ota/f.ts', 'src/connectors/native/target.ts'],
  ['a route takes the list of connectors itself', 'src/gateway/routes/g.ts', 'src/connectors/index.ts'],
  ['the CLI reaches into the gateway', 'src/cli/h.ts', 'src/gateway/target.ts'],
  ['a room that stands on no floor', 'src/core/helpers/i.ts', 'src/core/model/target.ts'],
] as const;

const ALLOWED = [
  ['bookings on ari', 'src/core/bookings/j.ts', 'src/core/ari/target.ts'],
  ['a connector on the vocabulary', 'src/connectors/ota/k.ts', 'src/core/model/target.ts'],
  ['the gateway on core', 'src/gateway/l.ts', 'src/core/bookings/target.ts'],
] as const;

let house: string;
let guilty: Set<string>;

beforeAll(async () => {
  house = mkdtempSync(join(tmpdir(), 'floors-'));
  write('tsconfig.json', '{"compilerOptions":{"module":"nodenext"}}');
  write('package.json', '{"type":"module"}');
  for (const [, from, to] of [...FORBIDDEN, ...ALLOWED]) {
    write(to, 'export const thing = 1;\n');
    const up = dirname(from).replaceAll(/[^/]+/g, '..');
    write(from, `import { thing } from '${up}/${to}';\nexport const used = thing;\n`);
  }
  const args = [DEPCRUISE, '--config', CONFIG, '--output-type', 'json', 'src'];
  const { stdout } = await run(process.execPath, args, { cwd: house }).catch(
    (error: { stdout: string }) => error,
  );
  const report = JSON.parse(stdout) as { summary: { violations: { from: string }[] } };
  guilty = new Set(report.summary.violations.map((violation) => violation.from));
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
}

describe('the floors of the house', () => {
  test.each(FORBIDDEN)('refuse: %s', (_name, from) => {
    expect(guilty).toContain(from);
  });

  test.each(ALLOWED)('allow: %s', (_name, from) => {
    expect(guilty).not.toContain(from);
  });
});
