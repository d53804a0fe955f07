import type { Connector } from '../model/connector.js';
import type { Clock } from '../model/clock.js';
import type { Dialect, RequestBudget } from '../model/dialect.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Partner } from '../partners/partner.js';
import type { Partners } from '../partners/partners.js';
import type { Database, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { fromSqlTime } from '../platform/sql-time.js';
import { checkTarget } from './check-target.js';
import { dialectOf } from './dialect-of.js';
import type { Endpoint, OpenEndpoint } from './endpoint.js';
import { budgetText, parseBudget } from './parse-budget.js';
import type { SecretBox } from './secret-box.js';

export type EndpointRow = Omit<Endpoint, 'budgets'> & {
  readonly secret: Buffer;
  /** When it was set up as it is. */
  readonly updated_at: string;
  readonly budgets: string | null;
};

export const SELECT_ENDPOINT = `SELECT p.code AS partner, p.connector, e.url, e.username, e.requestor_id, e.dialect, e.pricing,
    e.los, e.status, e.failures, e.breaker_until, e.last_outcome, e.last_success_at, l.budgets, l.body_bytes, e.secret, e.updated_at
  FROM channel_endpoints e JOIN partners p ON p.partner_id = e.partner_id
  LEFT JOIN delivery_limits l ON l.partner_id = e.partner_id`;

/** Without its password. */
export function toEndpoint({
  secret: _secret,
  updated_at: _updatedAt,
  budgets,
  ...row
}: EndpointRow): Endpoint {
  const iso = (text: string | null) => (text === null ? null : fromSqlTime(text).toISOString());
  const times = { breaker_until: iso(row.breaker_until), last_success_at: iso(row.last_success_at) };
  return {
    ...row,
    ...times,
    budgets: budgets === null ? null : budgets.split(' ').filter((text) => text !== ''),
  };
}

/** What the partner allows otherwise than its contract; nothing at all takes back what was said before. */
export async function storeLimits(
  tx: Transaction,
  partnerId: Id,
  {
    budgets = null,
    body_bytes = null,
  }: { readonly budgets?: readonly RequestBudget[] | null; readonly body_bytes?: number | null },
): Promise<void> {
  if (budgets === null && body_bytes === null) {
    await tx.run('DELETE FROM delivery_limits WHERE partner_id = ?', [partnerId]);
    return;
  }
  await tx.run(
    `INSERT INTO delivery_limits (partner_id, budgets, body_bytes) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE budgets = VALUES(budgets), body_bytes = VALUES(body_bytes)`,
    [partnerId, budgets?.map(budgetText).join(' ') ?? null, body_bytes],
  );
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly partners: Pick<Partners, 'byId'>;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly secrets: SecretBox;
  readonly allowed: readonly string[];
}

interface Known {
  readonly partner: Partner;
  readonly row: EndpointRow;
  readonly at: number;
}

/** What another process changes is seen after so long, by a claim at once; whether it may be called at all is asked with each claim. */
const KNOWN_MS = 1_000;

export interface OpenEndpoints {
  /**
   * @param asOf when it was set up, where the caller has seen that: it is then at least as new as that
   * @throws AppError NOT_FOUND, CONFIG without the key of its password, VALIDATION where it may not be called any more
   */
  open(partnerId: Id, asOf?: string): Promise<OpenEndpoint>;
  /** It was changed. */
  forget(partnerId: Id): void;
}

export function createOpenEndpoint(deps: Deps): OpenEndpoints {
  const known = new Map<Id, Known>();
  async function read(partnerId: Id, asOf: string | undefined): Promise<Known> {
    const at = deps.clock.now().getTime();
    const before = known.get(partnerId);
    const isSeen = asOf === undefined || before?.row.updated_at === asOf;
    if (before !== undefined && isSeen && Math.abs(at - before.at) < KNOWN_MS) return before;
    const [partner, [row]] = await Promise.all([
      deps.partners.byId(partnerId),
      deps.database.rows<EndpointRow>(`${SELECT_ENDPOINT} WHERE e.partner_id = ?`, [partnerId]),
    ]);
    if (row === undefined) throw new AppError('NOT_FOUND', `Partner "${partner.code}" is not connected.`);
    const read = { partner, row, at };
    known.set(partnerId, read);
    return read;
  }
  return {
    open: async (partnerId, asOf) => toOpen(deps, await read(partnerId, asOf)),
    forget: (partnerId) => void known.delete(partnerId),
  };
}

function toOpen(deps: Deps, { partner, row }: Known): OpenEndpoint {
  const connector = deps.connectors.get(partner.connector);
  if (connector === undefined)
    throw new AppError('NOT_FOUND', `There is no contract "${partner.connector}".`);
  checkTarget(row.url, deps.allowed);
  const wanted = row.dialect ?? partner.dialect?.dialect ?? null;
  return {
    partner,
    connector,
    dialect: withLimits(dialectOf(connector, wanted), row),
    url: row.url,
    closing: row.status === 'CLOSING',
    settings: {
      username: row.username,
      password: deps.secrets.open(row.secret, partner.partner_id),
      now: deps.clock.now().toISOString(),
      nextId: deps.nextId,
      ...(row.requestor_id === null ? {} : { requestor_id: row.requestor_id }),
      ...(wanted === null ? {} : { dialect: wanted }),
      ...(row.los === null ? {} : { los: row.los }),
      ...(row.pricing === null ? {} : { pricing: row.pricing }),
    },
  };
}

function withLimits(dialect: Dialect, { budgets, body_bytes }: EndpointRow): Dialect {
  if (budgets === null && body_bytes === null) return dialect;
  const own = budgets
    ?.split(' ')
    .filter((text) => text !== '')
    .map(parseBudget);
  return {
    ...dialect,
    limits: {
      ...dialect.limits,
      ...(own === undefined ? {} : { budgets: own }),
      ...(body_bytes === null ? {} : { body_bytes }),
    },
  };
}
