import type { Connector } from '../model/connector.js';
import type { Dialect } from '../model/dialect.js';

/** The dialect of a contract that an endpoint was set up with; the contract's first where it names none, or none that there is. */
export function dialectOf({ dialects }: Pick<Connector, 'dialects'>, wanted: string | null): Dialect {
  return dialects.find(({ id }) => id === wanted) ?? dialects[0];
}

/** Whether a channel lowers its own count when it sells, as its contract says in this dialect. */
export function countsForItself(
  connectors: ReadonlyMap<string, Connector>,
  { connector, dialect }: { readonly connector: string; readonly dialect: string | null },
): boolean {
  const contract = connectors.get(connector);
  return contract !== undefined && dialectOf(contract, dialect).own_decrement;
}
