import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromSqlTime } from '../../src/core/platform/sql-time.js';
import { aChannel, type TestChannel } from '../builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../builders/a-delivery.js';
import { aTlsFront, type FrontManner, type TlsFront } from '../builders/a-tls-front.js';
import { anAuthority, aSelfSigned } from '../builders/certificates.js';
import { eventually } from '../harness/eventually.js';
import { roleProcesses, type RoleProcesses } from './role-processes.js';

/* A channel whose https address is broken, in one way after the other, and mended in the end. */

const ENV = { BELLHOP_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'), BELLHOP_LOG_LEVEL: 'warn' };
/** Later than the time that `due` sets. */
const FORCED = '2001-01-01';
const authority = anAuthority();
const FAULTS: readonly (readonly [fault: string, FrontManner, code: RegExp, remedy: string])[] = [
  ['signed by itself', aSelfSigned(), /^DEPTH_ZERO_SELF_SIGNED_CERT$/, 'NODE_EXTRA_CA_CERTS'],
  ['expired', authority.issue(-9, -1), /^CERT_HAS_EXPIRED$/, 'must be renewed there'],
  ['reset in the handshake', 'reset', /^ECONNRESET$/, 'cut in the TLS handshake'],
  ['plain HTTP', 'plain', /^(?:EPROTO|ERR_SSL_\w+)$/, 'no TLS is spoken'],
  ['not valid yet', authority.issue(1, 9), /^CERT_NOT_YET_VALID$/, 'clock of this machine'],
];

let d: TestDelivery;
let channel: TestChannel;
let front: TlsFront;
let processes: RoleProcesses;
const folder = mkdtempSync(join(tmpdir(), 'bellhop-tls-'));

beforeAll(async () => {
  writeFileSync(join(folder, 'authority.pem'), authority.cert);
  d = await aDelivery({ env: ENV, notes: false });
  channel = await aChannel('siteconnect');
  front = await aTlsFront(Number(new URL(channel.url).port), 'reset');
  processes = roleProcesses(d.t.db.url);
  await d.partner('chan', 'siteconnect');
  await d.t.load(9, 0, 20);
}, 60_000);

afterAll(async () => {
  await processes.close();
  await front.close();
  await channel.close();
  await d.close();
  rmSync(folder, { recursive: true, force: true });
});

const desk = () => d.t.app.delivery.desk;

async function lane() {
  const [found] = await desk().list({ partner: 'chan', limit: 1 });
  if (found === undefined) throw new Error('the channel has no lane');
  return found;
}

async function lastAttempt() {
  const [found] = await d.t.db.database.rows<Attempt>(
    'SELECT http_status, outcome, code, detail, sent_at FROM delivery_attempts ORDER BY sent_at DESC, attempt DESC LIMIT 1',
  );
  return found;
}

interface Attempt {
  readonly http_status: number | null;
  readonly outcome: string;
  readonly code: string | null;
  readonly detail: string | null;
  readonly sent_at: string;
}

test('each fault is told with its remedy, nothing is said, and all arrives when it is mended', async () => {
  const [, first] = FAULTS[0] ?? [];
  front.manner = first ?? 'reset';
  await d.connect('chan', front.url);
  await processes.start('relay,projector,delivery', {
    ...ENV,
    NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
  });
  for (const [index, [fault, manner, code, remedy]] of FAULTS.entries()) {
    front.manner = manner;
    await d.t.push([{ from: d.t.day(index), to: d.t.day(index), available: index + 1 }]);
    await d.due();
    await eventually(
      async () => {
        const { state, due_at, last_outcome } = await lane();
        // Not a try from before it was made due.
        const tried = state === 'PENDING' && Date.parse(due_at) > Date.parse(FORCED);
        return tried && last_outcome?.includes(remedy) === true;
      },
      { what: fault },
    );
    const last = await lastAttempt();
    expect(last, fault).toMatchObject({ http_status: null, outcome: 'retry' });
    expect(last?.code, fault).toMatch(code);
    expect(last?.detail, fault).toContain(remedy);
    expect(last?.detail, fault).toContain('nothing was sent');
    const waiting = await lane();
    expect([waiting.state, waiting.attempt > index]).toEqual(['PENDING', true]);
    expect(Date.parse(waiting.due_at), fault).toBeGreaterThan(fromSqlTime(last?.sent_at ?? '').getTime());
  }
  const broken = await d.t.app.delivery.endpoints.get('chan');
  expect([broken.failures >= FAULTS.length, broken.breaker_until === null]).toEqual([true, false]);
  expect(channel.received).toEqual([]);
  const tried = await d.t.app.delivery.tryEndpoint('chan', null);
  expect(tried).toMatchObject({ ok: false, tries: [{ status: null }] });
  expect(tried.tries[0]?.outcome).toContain('clock of this machine');

  const calls = front.calls();
  front.manner = authority.issue(-1, 9);
  await d.due();
  await eventually(async () => (await lane()).state === 'DONE', { within: 30_000 });
  expect(front.calls()).toBeGreaterThan(calls);
  const told = [...FAULTS.keys(), 20].map((day) => channel.cell(THEIRS.room, null, d.t.day(day)).available);
  expect(told).toEqual([...FAULTS.keys()].map((index) => index + 1).concat(9));
  expect(await d.t.app.delivery.endpoints.get('chan')).toMatchObject({ failures: 0, breaker_until: null });
}, 120_000);
