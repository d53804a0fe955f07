import type { SecretBox } from '../secret-box.js';
import type { Database } from '../../platform/database.js';
import { requireEndpoint, sealedFor, type Owner, type StoredEndpoint } from './webhook-endpoint.js';

/** What an endpoint of another kind than `standard` was set up with. */
export interface WebhookSettings {
  readonly send_data: boolean;
  /** Headers of the receiver's own, which may hold a key of its. */
  readonly headers: Readonly<Record<string, string>>;
  /** Added to the query of its URL. */
  readonly request_params: Readonly<Record<string, string>>;
  readonly protected: boolean;
}

export interface SettingsDeps {
  readonly secrets: SecretBox;
}

export const NO_SETTINGS: WebhookSettings = {
  send_data: false,
  headers: {},
  request_params: {},
  protected: false,
};

/** Written by ourselves alone, and encrypted. @throws AppError CONFIG without the key that they were stored with */
export function readSettings({ secrets }: SettingsDeps, endpoint: StoredEndpoint): WebhookSettings {
  const { settings, endpoint_id } = endpoint;
  if (settings === null) return NO_SETTINGS;
  return {
    ...NO_SETTINGS,
    ...(JSON.parse(secrets.open(settings, sealedFor(endpoint_id))) as WebhookSettings),
  };
}

/** One endpoint whose settings do not open must not keep everybody's events waiting; its own sending says what is wrong. */
export function settingsOrNone(deps: SettingsDeps, endpoint: StoredEndpoint): WebhookSettings {
  try {
    return readSettings(deps, endpoint);
  } catch {
    return NO_SETTINGS;
  }
}

export type ReadWebhookSettings = (id: string, owner: Owner) => Promise<WebhookSettings>;

/** For their owner, who gave them. @throws AppError NOT_FOUND */
export function createReadSettings(
  deps: SettingsDeps & { readonly database: Database },
): ReadWebhookSettings {
  return async (id, owner) => readSettings(deps, await requireEndpoint(deps.database, id, owner));
}
