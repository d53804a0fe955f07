import { AppError } from '../core/model/errors.js';
import { dataDirectory, readProfile, requireProfile } from './dev-stack/profile.js';
import { createGatewayClient, type GatewayClient } from './gateway-client.js';

/** Whose key a command uses when none is given: that of the demo partner in the stack's profile. */
export type KeyRole = 'admin' | 'pms' | 'ota';

export interface GatewayOptions {
  readonly data: string;
  readonly gateway?: URL | undefined;
  readonly key?: string | undefined;
  readonly timeout: number;
  readonly role: KeyRole;
}

/**
 * Address and key from the flags, else from the running stack in `data`.
 * @throws AppError UNAVAILABLE without a gateway to talk to, UNAUTHENTICATED without a key.
 */
export async function resolveGateway(options: GatewayOptions): Promise<GatewayClient> {
  const dataDir = dataDirectory(options.data);
  const profile = options.gateway === undefined ? requireProfile(dataDir) : readProfile(dataDir);
  const url = options.gateway?.href ?? profile?.gateway;
  if (url === undefined) throw new AppError('UNAVAILABLE', `No stack runs with its data in ${dataDir}.`);
  // The demo keys are those of the stack in the folder: they are not sent to any other address.
  const ownGateway = profile !== undefined && new URL(profile.gateway).origin === new URL(url).origin;
  const key = options.key ?? (ownGateway ? profile.keys[options.role] : undefined);
  if (key === undefined) {
    throw new AppError('UNAUTHENTICATED', `No key for ${new URL(url).origin}; give --key or BELLHOP_KEY.`);
  }
  return createGatewayClient({ url, key, timeoutSeconds: options.timeout });
}
