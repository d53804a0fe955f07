import type { WireCredentials } from '../../core/model/connector.js';
import { readXmlHead } from '../shared/xml-head.js';

/** The Authentication of Expedia's Interface header, read from the beginning of a message alone (Connector.senderOf). */
export function readInterfaceHead(head: Uint8Array): WireCredentials | null {
  for (const tag of readXmlHead(head)) {
    if (tag.name === 'Body') return null;
    if (tag.name !== 'Authentication' || tag.isEnd) continue;
    const username = tag.attribute('Username')?.trim();
    const password = tag.attribute('Password');
    return username === undefined || password === null ? null : { username, password };
  }
  return null;
}
