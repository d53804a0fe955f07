import { AppError } from '../../core/model/errors.js';
import { dataDirectory, readProfile, requireProfile } from '../dev-stack/profile.js';

export interface LoadTarget {
  readonly gateway: URL;
  /** Whether the stores behind the gateway are known, so that hotels can be made and the tables read. */
  readonly stores: boolean;
  /** A key that was given: it acts for the PMS and for the channel. */
  readonly key: string | undefined;
}

/**
 * The gateway of the flags, else of the running stack in `data`, and whether its stores are at hand: through
 * BELLHOP_MYSQL_URL, or because it is the gateway of that very stack.
 * @throws AppError UNAVAILABLE without a gateway, or without both stores and key.
 */
export function resolveTarget(
  flags: { readonly data: string; readonly gateway: URL | undefined; readonly key: string | undefined },
  env: Readonly<Record<string, string | undefined>> = process.env,
): LoadTarget {
  const dataDir = dataDirectory(flags.data, env);
  const profile = flags.gateway === undefined ? requireProfile(dataDir) : readProfile(dataDir);
  const address = flags.gateway?.href ?? profile?.gateway;
  if (address === undefined) throw new AppError('UNAVAILABLE', `No stack runs with its data in ${dataDir}.`);
  const gateway = new URL(address);
  const ownStack = profile !== undefined && new URL(profile.gateway).origin === gateway.origin;
  const stores = ownStack || (env['BELLHOP_MYSQL_URL'] ?? '') !== '';
  if (!stores && flags.key === undefined) {
    throw new AppError(
      'UNAVAILABLE',
      `A load makes hotels of its own, and the stores behind ${gateway.origin} are not known. Name the folder of its stack with --data or its MySQL with BELLHOP_MYSQL_URL; where an earlier run has made the hotels, an operator's --key will do.`,
      { next: 'bellhop dev status' },
    );
  }
  return { gateway, stores, key: flags.key };
}
