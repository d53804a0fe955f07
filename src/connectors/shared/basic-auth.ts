import type { ChannelSettings } from '../../core/model/channel-codec.js';

/** HTTP Basic, for contracts whose credentials stand in the header. */
export function basicAuth({ username, password }: Pick<ChannelSettings, 'username' | 'password'>): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}
