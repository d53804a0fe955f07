import { describe } from 'vitest';
import { channelCodecContract } from '../../test/contracts/channel-codec.js';
import { connectorContract } from '../../test/contracts/connector.js';
import { connectors } from './index.js';

/* Every connector passes the same suite: a new one is tried by its line in index.ts and its fixtures. */

describe.each(connectors.map((connector) => [connector.id, connector] as const))('%s', (_id, connector) => {
  connectorContract(connector);
  if (connector.channel !== undefined) channelCodecContract(connector, connector.channel);
});
