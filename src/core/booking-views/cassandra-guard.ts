import type { Client } from 'cassandra-driver';

const AGAIN_MS = 1_000;

interface ControlConnection {
  _refresh: (hosts?: unknown) => Promise<void>;
}

/**
 * Keeps an outage from ending the process. cassandra-driver 4.10 looks for a new host in the background; when the
 * connection is lost once more in the middle of that, it reads a property of null and nobody catches the rejection,
 * which ends Node. Caught here, and tried again: otherwise the driver would not look for a host any more.
 * @throws Error with a driver that is built differently: then see whether this is still needed.
 */
export function guardReconnection(client: Client): void {
  const control: unknown = Reflect.get(client, 'controlConnection');
  if (!isControlConnection(control)) throw new Error('cassandra-driver has no controlConnection._refresh');
  const refresh = control._refresh.bind(control);
  control._refresh = async (hosts) => {
    try {
      await refresh(hosts);
    } catch {
      // It does nothing once the client is shut down, and schedules its own attempts when a host cannot be had.
      setTimeout(() => void control._refresh(), AGAIN_MS).unref();
    }
  };
}

function isControlConnection(value: unknown): value is ControlConnection {
  return (
    typeof value === 'object' && value !== null && '_refresh' in value && typeof value._refresh === 'function'
  );
}
