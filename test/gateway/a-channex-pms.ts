import { expect } from 'vitest';
import type { PartnerCode, TestGateway } from './a-gateway.js';

/** Where the contract is served. */
export const CHANNEX = '/pms/channex/api/v1';

export interface PushAnswer {
  readonly data: readonly { readonly id: string; readonly type: string }[];
  readonly meta: { readonly message: string; readonly warnings: readonly Record<string, unknown>[] };
}

export interface Feed {
  readonly data: readonly {
    readonly id: string;
    readonly type: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
  readonly meta: { readonly total: number };
}

export interface ChannexPms {
  readonly call: (
    method: 'GET' | 'POST',
    path: string,
    options?: { as?: PartnerCode; body?: unknown },
  ) => Promise<Response>;
  /** Pushes values of HV01, unless one names another property; they must be answered with 200. */
  readonly push: (endpoint: string, ...values: object[]) => Promise<PushAnswer>;
  /** Must be answered with 200. */
  readonly read: <T>(path: string, as?: PartnerCode) => Promise<T>;
  /** Budgets are of one minute: tests about something else start with a full one. */
  readonly freshMinute: () => Promise<void>;
}

/** A PMS that speaks the contract of Channex to a gateway. */
export function aChannexPms(gateway: TestGateway): ChannexPms {
  const call: ChannexPms['call'] = (method, path, { as = 'pms-1', body } = {}) =>
    gateway.call(method, `${CHANNEX}${path}`, {
      headers: { 'user-api-key': gateway.keys[as] },
      ...(body === undefined ? {} : { body }),
    });
  return {
    call,
    push: async (endpoint, ...values) => {
      const withProperty = values.map((value) => ({ property_id: 'HV01', ...value }));
      const response = await call('POST', endpoint, { body: { values: withProperty } });
      expect(response.status).toBe(200);
      return (await response.json()) as PushAnswer;
    },
    read: async <T>(path: string, as?: PartnerCode) => {
      const response = await call('GET', path, as === undefined ? {} : { as });
      expect(response.status).toBe(200);
      return (await response.json()) as T;
    },
    freshMinute: async () => {
      const { redis } = gateway.app;
      // Redis is shared with other test files, which count too.
      const keys = await redis.keys(`bellhop:budget:*:${gateway.hotelId}`);
      if (keys.length > 0) await redis.del(...keys);
    },
  };
}
