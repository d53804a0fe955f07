import type { Connector } from '../model/connector.js';
import { AppError } from '../model/errors.js';
import type { Clock } from '../model/clock.js';
import type { Dialect } from '../model/dialect.js';
import type { ChannelSettings } from '../model/channel-codec.js';
import type { Id } from '../model/ids.js';
import type { Partner } from '../partners/partner.js';
import type { Partners } from '../partners/partners.js';
import type { Database } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { checkTarget } from './check-target.js';
import { wantSync, type DeliveryKind, type Lane } from './lanes.js';
import { kindOf, requireDialect } from './check-contract.js';
import type { SecretBox } from './secret-box.js';

/** How a partner is reached, without its password. */
export interface Endpoint {
  readonly partner: string;
  readonly connector: string;
  readonly url: string;
  readonly username: string;
  readonly requestor_id: string | null;
  readonly dialect: string | null;
  readonly pricing: 'per_room' | 'per_occupancy' | null;
  readonly los: 'arrival' | 'through' | null;
  readonly status: 'ACTIVE' | 'PAUSED';
  readonly failures: number;
  readonly breaker_until: string | null;
  readonly last_outcome: string | null;
  readonly last_success_at: string | null;
}

export interface EndpointInput extends Pick<
  Endpoint,
  'partner' | 'url' | 'username' | 'requestor_id' | 'dialect' | 'pricing' | 'los'
> {
  readonly password: string;
}

/** A partner with all that is needed to speak to it. */
export interface OpenEndpoint {
  readonly partner: Partner;
  readonly connector: Connector;
  readonly dialect: Dialect;
  readonly url: string;
  readonly settings: ChannelSettings;
}

export interface Endpoints {
  /** Stores an endpoint, and has everything sent to it. @throws AppError PARTNER_NOT_FOUND, VALIDATION, CONFIG */
  connect(input: EndpointInput): Promise<Endpoint>;
  list(): Promise<Endpoint[]>;
  /** @throws AppError NOT_FOUND for a partner without endpoint */
  get(partnerCode: string): Promise<Endpoint>;
  /** Nothing is sent to it, nor noted for it, until it is resumed, which sends everything. */
  setStatus(partnerCode: string, status: Endpoint['status']): Promise<Endpoint>;
  /** Sends everything anew, of one of its hotels (our code) or of all. @returns how many hotels */
  sync(partnerCode: string, hotelCode: string | null): Promise<number>;
  open(partnerId: Id): Promise<OpenEndpoint>;
}

export interface EndpointDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly partners: Pick<Partners, 'get' | 'byId'>;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly secrets: SecretBox;
  readonly allowed: readonly string[];
}

const COLUMNS = `p.code AS partner, p.connector, e.url, e.username, e.requestor_id, e.dialect, e.pricing, e.los, e.status,
  e.failures, e.breaker_until, e.last_outcome, e.last_success_at`;
const TABLES = 'channel_endpoints e JOIN partners p ON p.partner_id = e.partner_id';

export function createEndpoints(deps: EndpointDeps): Endpoints {
  const { database, clock, nextId, partners, connectors, secrets, allowed } = deps;
  const now = () => toSqlTime(clock.now());

  async function get(code: string): Promise<Endpoint> {
    const [row] = await database.rows<Endpoint>(`SELECT ${COLUMNS} FROM ${TABLES} WHERE p.code = ?`, [code]);
    if (row !== undefined) return row;
    const message = `Partner "${code}" is not connected: nothing is sent to it.`;
    throw new AppError('NOT_FOUND', message, { next: `bellhop channel connect ${code} --help` });
  }

  async function lanesOf(partner: Partner, kind: DeliveryKind, hotelCode: string | null): Promise<Lane[]> {
    const hotels =
      kind === 'ari'
        ? "mappings m JOIN hotels h ON h.hotel_id = m.hotel_id WHERE m.kind = 'hotel' AND m.partner_id = ?"
        : 'hotels h WHERE h.pms_partner_id = ?';
    const rows = await database.rows<{ hotel_id: Id }>(
      `SELECT h.hotel_id FROM ${hotels}${hotelCode === null ? '' : ' AND h.code = ?'}`,
      [partner.partner_id, ...(hotelCode === null ? [] : [hotelCode])],
    );
    return rows.map(({ hotel_id }) => ({ partner_id: partner.partner_id, hotel_id, kind }));
  }

  async function syncAll(partner: Partner, hotelCode: string | null, cause: string): Promise<number> {
    const lanes = await lanesOf(partner, kindOf(partner, connectors.get(partner.connector)), hotelCode);
    await database.inTransaction(async (tx) => {
      await wantSync(tx, lanes, { now: now(), nextId, cause });
      // Whoever asks for everything has mended what was wrong, or hears of it again.
      for (const { hotel_id } of lanes)
        await tx.run('DELETE FROM delivery_disabled WHERE partner_id = ? AND hotel_id = ?', [
          partner.partner_id,
          hotel_id,
        ]);
    });
    return lanes.length;
  }

  return {
    get,
    list: () => database.rows<Endpoint>(`SELECT ${COLUMNS} FROM ${TABLES} ORDER BY p.code`),
    connect: async (input) => {
      const partner = await partners.get(input.partner);
      const connector = connectors.get(partner.connector);
      kindOf(partner, connector);
      requireDialect(connector, input.dialect);
      checkTarget(input.url, allowed);
      const sealed = secrets.seal(input.password, partner.partner_id);
      const { url, username, requestor_id, dialect, pricing, los } = input;
      await database.run(
        `INSERT INTO channel_endpoints (partner_id, url, username, secret, requestor_id, dialect, pricing, los, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE url = VALUES(url), username = VALUES(username),
           secret = VALUES(secret), requestor_id = VALUES(requestor_id), dialect = VALUES(dialect),
           pricing = VALUES(pricing), los = VALUES(los), status = 'ACTIVE', failures = 0, breaker_until = NULL,
           updated_at = VALUES(updated_at)`,
        [partner.partner_id, url, username, sealed, requestor_id, dialect, pricing, los, now()],
      );
      await syncAll(partner, null, 'go_live');
      return get(input.partner);
    },
    setStatus: async (code, status) => {
      const partner = await partners.get(code);
      const before = await get(code);
      await database.run(
        `UPDATE channel_endpoints SET status = ?, failures = 0, breaker_until = NULL, updated_at = ? WHERE partner_id = ?`,
        [status, now(), partner.partner_id],
      );
      if (status === 'ACTIVE' && before.status === 'PAUSED') await syncAll(partner, null, 'resumed');
      return get(code);
    },
    sync: async (code, hotelCode) => {
      await get(code);
      const hotels = await syncAll(await partners.get(code), hotelCode, 'requested');
      if (hotels > 0) return hotels;
      const which = hotelCode === null ? 'No hotel' : `Hotel "${hotelCode}"`;
      const message = `${which} is ${hotelCode === null ? '' : 'not '}mapped to "${code}".`;
      throw new AppError('HOTEL_NOT_FOUND', message, { next: `bellhop mapping list --partner ${code}` });
    },
    open: (partnerId) => openEndpoint(deps, partnerId),
  };
}

type EndpointRow = Endpoint & { readonly secret: Buffer };

async function openEndpoint(deps: EndpointDeps, partnerId: Id): Promise<OpenEndpoint> {
  const { database, partners, connectors, clock, nextId } = deps;
  const partner = await partners.byId(partnerId);
  const connector = connectors.get(partner.connector);
  const [row] = await database.rows<EndpointRow>(
    `SELECT ${COLUMNS}, e.secret FROM ${TABLES} WHERE e.partner_id = ?`,
    [partnerId],
  );
  if (row === undefined || connector === undefined)
    throw new AppError('NOT_FOUND', `Partner "${partner.code}" is not connected.`);
  checkTarget(row.url, deps.allowed);
  const password = deps.secrets.open(row.secret, partnerId);
  return {
    partner,
    connector,
    dialect: connector.dialects.find(({ id }) => id === row.dialect) ?? connector.dialects[0],
    url: row.url,
    settings: {
      username: row.username,
      password,
      now: clock.now().toISOString(),
      nextId,
      ...(row.requestor_id === null ? {} : { requestor_id: row.requestor_id }),
      ...(row.dialect === null ? {} : { dialect: row.dialect }),
      ...(row.los === null ? {} : { los: row.los }),
      ...(row.pricing === null ? {} : { pricing: row.pricing }),
    },
  };
}
