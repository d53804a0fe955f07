import type { WireCredentials } from '../../../core/model/connector.js';
import { readXmlHead } from '../xml-head.js';

/** The UsernameToken of a SOAP message, read from its beginning alone (Connector.senderOf). */
export function readSecurityHead(head: Uint8Array): WireCredentials | null {
  let inToken = false;
  let username: string | null = null;
  let password: string | null = null;
  for (const tag of readXmlHead(head)) {
    if (tag.name === 'Body') break;
    if (tag.name === 'UsernameToken') inToken = !tag.isEnd;
    if (!inToken || tag.isEnd) continue;
    if (tag.name === 'Username') username = tag.text().trim();
    if (tag.name === 'Password') password = tag.text();
  }
  return username === null || password === null ? null : { username, password };
}
