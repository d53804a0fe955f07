import type { Connector } from '../model/connector.js';

/** Whether a channel lowers its own count when it sells: what its contract says in this dialect, else in its first. */
export function countsForItself(
  connectors: ReadonlyMap<string, Connector>,
  { connector, dialect }: { readonly connector: string; readonly dialect: string | null },
): boolean {
  const dialects = connectors.get(connector)?.dialects;
  const own = dialects?.find(({ id }) => id === dialect) ?? dialects?.[0];
  return own?.own_decrement ?? false;
}
