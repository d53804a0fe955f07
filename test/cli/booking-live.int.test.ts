import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReservationRevision } from '../../src/core/model/reservation.js';
import { aPartnerCli, type PartnerCli } from './a-partner-cli.js';
import { runCommand, runJson } from './run-command.js';

let cli: PartnerCli;
beforeAll(async () => {
  cli = await aPartnerCli();
});
afterAll(() => cli.close());

test('booking live fetches what the PMS was told, as the PMS, and no channel may', async () => {
  const { gateway, as } = cli;
  const stay = ['--hotel', 'HV01', '--check-in', gateway.day(10), '--check-out', gateway.day(12)];
  const made = await runJson('booking create', [...stay, '--room', 'DBL'], as('ota-1'));
  const untold = await runJson('booking live', ['--hotel', 'HV01'], as('pms-1'));
  await runJson('api get', ['/api/reservations/feed'], as('pms-1'));

  const told = await runJson('booking live', ['--hotel', 'HV01'], as('pms-1'));
  const table = await runCommand('booking live', ['--hotel', 'HV01'], as('pms-1'));
  const channel = await runJson('booking live', ['--hotel', 'HV01'], as('ota-1'));

  expect(untold.document.data['reservations']).toEqual([]);
  const reservations = told.document.data['reservations'] as ReservationRevision[];
  expect(reservations.map((row) => row.booking_id)).toEqual([
    (made.document.data['booking'] as { booking_id: string }).booking_id,
  ]);
  expect(table.stdout).toContain('1 DBL');
  expect(channel.exit).toBe(4);
});
