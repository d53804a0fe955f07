import { Client } from 'cassandra-driver';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { guardReconnection } from './cassandra-guard.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A client that is never connected, whose search for a new host fails as often as it is told to. */
function aClient(failures: number): { client: Client; refresh: () => Promise<void>; calls: () => number } {
  const client = new Client({ contactPoints: ['127.0.0.1:9'], localDataCenter: 'datacenter1' });
  const control = Reflect.get(client, 'controlConnection') as { _refresh: () => Promise<void> };
  let calls = 0;
  control._refresh = async () => {
    calls += 1;
    if (calls <= failures) throw new TypeError("Cannot read properties of null (reading 'endpoint')");
  };
  guardReconnection(client);
  return { client, refresh: () => control._refresh(), calls: () => calls };
}

it('tries again until a host was found, and lets nothing be rejected', async () => {
  const { refresh, calls } = aClient(2);

  await refresh();
  expect(calls()).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);

  expect(calls()).toBe(3);
});

it('leaves alone what works', async () => {
  const { refresh, calls } = aClient(0);

  await refresh();
  await vi.advanceTimersByTimeAsync(10_000);

  expect(calls()).toBe(1);
});

it('fits the driver that is installed', () => {
  const client = new Client({ contactPoints: ['127.0.0.1:9'], localDataCenter: 'datacenter1' });
  expect(() => {
    guardReconnection(client);
  }).not.toThrow();
});
