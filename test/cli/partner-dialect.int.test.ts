import { afterAll, beforeAll, expect, test } from 'vitest';
import { aCli, type TestCli } from './a-cli.js';
import { runCommand, runJson } from './run-command.js';

let cli: TestCli;
beforeAll(async () => {
  cli = await aCli();
});
afterAll(() => cli.close());

const create = (...flags: string[]) =>
  runJson(
    'partner create',
    ['habit', '--name', 'Habit', '--kind', 'pms', '--connector', 'ota', ...flags],
    cli.env,
  );

test('a dialect and its overrides are kept, shown, changed one by one and taken back', async () => {
  const made = await create(
    '--dialect',
    'ota-weekendesk',
    '--override',
    'los=arrival',
    '--override',
    'rate_absent=room',
  );
  const shown = await runCommand('partner show', ['habit'], cli.env);
  const unmentioned = await create();
  const fewer = await create('--override', 'los=default');
  const none = await create('--dialect', 'default', '--override', 'rate_absent=default');

  expect(made.document.data).toMatchObject({
    partner: { dialect: { dialect: 'ota-weekendesk', overrides: { los: 'arrival', rate_absent: 'room' } } },
  });
  expect(shown.stdout).toMatch(/dialect +ota-weekendesk/);
  expect(shown.stdout).toMatch(/means otherwise +los arrival, rate_absent room/);
  expect(unmentioned.document.data).toMatchObject({ partner: { dialect: { dialect: 'ota-weekendesk' } } });
  expect(fewer.document.data).toMatchObject({
    partner: { dialect: { dialect: 'ota-weekendesk', overrides: { rate_absent: 'room' } } },
  });
  expect(none.document.data).toMatchObject({ partner: { dialect: null } });
});

test.each([
  ['a dialect of another contract', ['--dialect', 'native'], 'ota-weekendesk'],
  ['a field that its codec does not look at', ['--override', 'failure_unit=item'], 'failure_unit'],
  ['a value that the field does not have', ['--override', 'los=both'], 'arrival, through'],
  ['no FIELD=VALUE', ['--override', 'los'], 'FIELD=VALUE'],
])('%s is refused with what there is', async (_what, flags, words) => {
  const { exit, document } = await create(...flags);

  expect([exit, document.error.code]).toEqual([2, 'VALIDATION']);
  expect(document.error.message).toContain(words);
});

test('a partner that is brought up to date keeps its contract, a new one without any speaks native', async () => {
  const channel = ['chan-7', '--name', 'Channel', '--kind', 'ota'];
  await runJson('partner create', [...channel, '--connector', 'booking-com'], cli.env);

  const again = await runJson(
    'partner create',
    [...channel, '--oversell-policy', 'accept_oversold'],
    cli.env,
  );
  const fresh = await runJson('partner create', ['chan-8', '--name', 'Other', '--kind', 'ota'], cli.env);

  expect(again.document.data).toMatchObject({
    created: false,
    partner: { connector: 'booking-com', oversell_policy: 'accept_oversold' },
  });
  expect(fresh.document.data).toMatchObject({ created: true, partner: { connector: 'native' } });
});
