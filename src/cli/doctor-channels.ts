import type { Database } from '../core/platform/database.js';
import { withDatabase } from './stores.js';

export interface ChannelsVerdict {
  /** `off`: somebody has paused what is not sent. */
  readonly state: 'ok' | 'off' | 'failed';
  readonly detail: string;
  readonly next?: string;
}

/** Whether every partner that is sent something takes it. */
export function probeChannels(dataDir: string): Promise<ChannelsVerdict> {
  return withDatabase(dataDir, judgeChannels);
}

/** Partners named in one line; how many more there are is said. */
const NAMED = 5;

interface Found {
  readonly partner: string;
  readonly status: string;
  readonly failures: number;
  readonly last_outcome: string | null;
}

/** The worst first: who does not answer, what a partner refused, who was paused. @throws what the driver throws */
export async function judgeChannels(database: Database): Promise<ChannelsVerdict> {
  const { FAILURES_TO_BREAK } = await import('../core/delivery/breaker.js');
  const channels = await database.rows<Found>(
    `SELECT p.code AS partner, e.status, e.failures, e.last_outcome FROM channel_endpoints e
       JOIN partners p ON p.partner_id = e.partner_id WHERE p.status = 'ACTIVE' ORDER BY e.failures DESC, p.code`,
  );
  const lanes = await database.rows<{ partner: string; state: string; count: string | number }>(
    `SELECT p.code AS partner, d.state, COUNT(*) AS count FROM deliveries d JOIN partners p ON p.partner_id = d.partner_id
     WHERE d.state IN ('PARKED', 'PAUSED') AND p.status = 'ACTIVE' GROUP BY p.code, d.state ORDER BY p.code`,
  );
  const down = channels.filter(
    ({ status, failures }) => status !== 'PAUSED' && failures >= FAILURES_TO_BREAK,
  );
  const parked = lanes.filter(({ state }) => state === 'PARKED');
  const off = channels.filter(({ status }) => status === 'PAUSED').map(({ partner }) => partner);
  const some = lanes.filter(({ state, partner }) => state === 'PAUSED' && !off.includes(partner));
  const findings = [
    ...(down.length === 0 ? [] : [{ what: `down: ${downText(down)}`, next: 'bellhop channel list' }]),
    ...(parked.length === 0
      ? []
      : [{ what: `${counts(parked)} refused and parked`, next: 'bellhop delivery list --state PARKED' }]),
    ...(off.length === 0
      ? []
      : [{ what: `paused: ${named(off)}`, next: `bellhop channel resume ${off[0] ?? ''}` }]),
    ...(some.length === 0
      ? []
      : [{ what: `${counts(some)} hotel(s) paused`, next: 'bellhop delivery list --state PAUSED' }]),
  ];
  const [first] = findings;
  const state = down.length + parked.length > 0 ? 'failed' : 'off';
  if (first !== undefined)
    return { state, detail: findings.map(({ what }) => what).join('; '), next: first.next };
  const none = channels.length === 0;
  return {
    state: 'ok',
    detail: none ? 'none is connected' : `all ${String(channels.length)} take what they are sent`,
  };
}

function downText(down: readonly Found[]): string {
  const closing = ({ status }: Found) => (status === 'CLOSING' ? 'being disconnected; ' : '');
  return named(down.map((one) => `${one.partner} (${closing(one)}${one.last_outcome ?? 'no answer'})`));
}

function counts(lanes: readonly { readonly partner: string; readonly count: string | number }[]): string {
  return named(lanes.map(({ partner, count }) => `${String(count)} of ${partner}`));
}

function named(all: readonly string[]): string {
  const more = all.length - NAMED;
  return [...all.slice(0, NAMED), ...(more > 0 ? [`${String(more)} more`] : [])].join(', ');
}
