import type { Connector } from '../model/connector.js';
import { AppError } from '../model/errors.js';
import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { Partner } from '../partners/partner.js';
import type { Partners } from '../partners/partners.js';
import type { Database, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { toSqlTime } from '../platform/sql-time.js';
import { checkTarget } from './check-target.js';
import { wantSync, type DeliveryKind, type Lane } from './lanes.js';
import { kindOf, requireDialect } from './check-contract.js';
import type { Endpoint, EndpointInput, OpenEndpoint } from './endpoint.js';
import { enablePair } from './enable-pair.js';
import { setEndpointStatus } from './endpoint-status.js';
import { disconnectEndpoint, giveUpClosing, leftOpen, type LeftOpen } from './disconnect.js';
import {
  createOpenEndpoint,
  SELECT_ENDPOINT,
  storeLimits,
  toEndpoint,
  type EndpointRow,
} from './open-endpoint.js';
import type { SecretBox } from './secret-box.js';

export type { Endpoint, EndpointInput, LeftOpen, OpenEndpoint };

export interface Endpoints {
  /** Stores an endpoint, and has everything sent to it. @throws AppError PARTNER_NOT_FOUND, VALIDATION, CONFIG */
  connect(input: EndpointInput): Promise<Endpoint>;
  /** Everything that `connect` looks at before it stores. @throws AppError as it does */
  check(input: Pick<EndpointInput, 'partner' | 'dialect' | 'url'>): Promise<Partner>;
  list(): Promise<Endpoint[]>;
  /** @throws AppError NOT_FOUND for a partner without endpoint */
  get(partnerCode: string): Promise<Endpoint>;
  /** Nothing is sent to it, nor noted for it, until it is resumed, which sends everything. @throws AppError CONFLICT: it is being closed */
  setStatus(partnerCode: string, status: 'ACTIVE' | 'PAUSED'): Promise<Endpoint>;
  /**
   * Has all that is open there closed, and then forgets the endpoint; a PMS's at once.
   * @returns the hotels that are still to be closed there
   */
  disconnect(partnerCode: string): Promise<number>;
  /**
   * Forgets a partner that does not answer while it is being disconnected.
   * @returns what may still be open there; null: it is not being disconnected (any more)
   */
  giveUpClosing(partnerCode: string): Promise<readonly LeftOpen[] | null>;
  /** What it was told of and has not been closed there since. */
  leftOpen(partnerCode: string): Promise<readonly LeftOpen[]>;
  /** Sends everything anew, of one of its hotels (our code) or of all. @returns how many hotels */
  sync(partnerCode: string, hotelCode: string | null): Promise<number>;
  /**
   * Sends a room (with one of its rate plans, or all) again that the channel did not know, in our codes.
   * @returns how many pairs were left out until now
   */
  enable(
    partnerCode: string,
    pair: { readonly hotel_code: string; readonly room_code: string; readonly rate_code: string | null },
  ): Promise<number>;
  open(partnerId: Id, asOf?: string): Promise<OpenEndpoint>;
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

export function createEndpoints(deps: EndpointDeps): Endpoints {
  const { database, clock, nextId, partners, connectors, secrets, allowed } = deps;
  const now = () => toSqlTime(clock.now());
  const opener = createOpenEndpoint(deps);

  async function get(code: string): Promise<Endpoint> {
    const [row] = await database.rows<EndpointRow>(`${SELECT_ENDPOINT} WHERE p.code = ?`, [code]);
    if (row !== undefined) return toEndpoint(row);
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
    return database.inTransaction((tx) => syncIn(tx, partner, { hotelCode, cause }));
  }

  async function syncIn(
    tx: Transaction,
    partner: Partner,
    { hotelCode, cause }: { readonly hotelCode: string | null; readonly cause: string },
  ): Promise<number> {
    const lanes = await lanesOf(partner, kindOf(partner, connectors.get(partner.connector)), hotelCode);
    await wantSync(tx, lanes, { now: now(), nextId, cause });
    // Whoever asks for everything has mended what was wrong, or hears of it again.
    for (const { hotel_id } of lanes)
      await tx.run('DELETE FROM delivery_disabled WHERE partner_id = ? AND hotel_id = ?', [
        partner.partner_id,
        hotel_id,
      ]);
    return lanes.length;
  }

  async function check({ partner: code, dialect, url }: Parameters<Endpoints['check']>[0]): Promise<Partner> {
    const partner = await partners.get(code);
    const connector = connectors.get(partner.connector);
    kindOf(partner, connector);
    requireDialect(connector, dialect);
    checkTarget(url, allowed);
    return partner;
  }

  return {
    get,
    check,
    list: async () =>
      (await database.rows<EndpointRow>(`${SELECT_ENDPOINT} ORDER BY p.code`)).map(toEndpoint),
    connect: async (input) => {
      const partner = await check(input);
      const sealed = secrets.seal(input.password, partner.partner_id);
      const { url, username, requestor_id, dialect, pricing, los } = input;
      await database.inTransaction(async (tx) => {
        await tx.run(
          `INSERT INTO channel_endpoints (partner_id, url, username, secret, requestor_id, dialect, pricing, los, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE url = VALUES(url), username = VALUES(username),
           secret = VALUES(secret), requestor_id = VALUES(requestor_id), dialect = VALUES(dialect),
           pricing = VALUES(pricing), los = VALUES(los), status = 'ACTIVE', failures = 0, breaker_until = NULL,
           updated_at = VALUES(updated_at)`,
          [partner.partner_id, url, username, sealed, requestor_id, dialect, pricing, los, now()],
        );
        await storeLimits(tx, partner.partner_id, input);
        // Together, for the same reason as below: one that was paused or closing was told of nothing until now.
        await syncIn(tx, partner, { hotelCode: null, cause: 'go_live' });
      });
      opener.forget(partner.partner_id);
      return get(input.partner);
    },
    setStatus: async (code, status) => {
      const partner = await partners.get(code);
      await database.inTransaction(async (tx) => {
        // Together: who was resumed and not told everything would never hear of what changed while it was paused.
        if (await setEndpointStatus(tx, partner, { status, now: now() }))
          await syncIn(tx, partner, { hotelCode: null, cause: 'resumed' });
      });
      opener.forget(partner.partner_id);
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
    disconnect: async (code) => {
      await get(code);
      const { partner_id } = await partners.get(code);
      opener.forget(partner_id);
      return disconnectEndpoint(database, partner_id, now());
    },
    giveUpClosing: async (code) => {
      const { partner_id } = await partners.get(code);
      opener.forget(partner_id);
      return giveUpClosing(database, partner_id, now());
    },
    leftOpen: async (code) => leftOpen(database, (await partners.get(code)).partner_id),
    enable: async (code, pair) => {
      await get(code);
      const partner = await partners.get(code);
      if (kindOf(partner, connectors.get(partner.connector)) === 'reservation')
        throw new AppError('VALIDATION', `${code} is a PMS: it is sent no rates and availability.`);
      return enablePair(deps, { ...pair, partner_id: partner.partner_id });
    },
    open: (partnerId, asOf) => opener.open(partnerId, asOf),
  };
}
