import { BlockList, isIP } from 'node:net';
import { holdsCardNumber } from '../../model/card-number.js';
import { AppError } from '../../model/errors.js';
import { isPlainText } from '../../model/plain-text.js';
import { checkTarget, isInternalAddress } from '../check-target.js';

/** What else is no place outside: this machine, test and multicast ranges, and IPv4 in the clothes of IPv6. */
const NOWHERE = new BlockList();
NOWHERE.addSubnet('127.0.0.0', 8);
NOWHERE.addSubnet('192.0.0.0', 24);
NOWHERE.addSubnet('198.18.0.0', 15);
NOWHERE.addSubnet('224.0.0.0', 3);
NOWHERE.addAddress('::1', 'ipv6');
NOWHERE.addSubnet('::', 96, 'ipv6');
NOWHERE.addSubnet('64:ff9b::', 96, 'ipv6');
NOWHERE.addSubnet('64:ff9b:1::', 48, 'ipv6');
NOWHERE.addSubnet('2002::', 16, 'ipv6');
NOWHERE.addSubnet('2001::', 32, 'ipv6');
NOWHERE.addSubnet('fec0::', 10, 'ipv6');
NOWHERE.addSubnet('ff00::', 8, 'ipv6');

export const URL_LIMIT = 1_000;

/** Who gave the address: what the operator names may be on this machine, what a partner names may not. */
export type TargetOrigin = 'operator' | 'partner';

/** False for an address that strangers may have something sent to. */
export function isForbiddenAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return isInternalAddress(address) || NOWHERE.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Whether webhooks may go to this address: for the operator's own as for channels (check-target.ts), for partners https to the
 * outside alone; hosts that BELLHOP_DELIVERY_ALLOW names are allowed to both. Asked when it is stored and with every request.
 * @throws AppError VALIDATION naming the remedy
 */
export function checkWebhookTarget(
  text: string,
  { origin, allowed }: { readonly origin: TargetOrigin; readonly allowed: readonly string[] },
): URL {
  if (text.length > URL_LIMIT) throw refused(`The URL is longer than ${URL_LIMIT} characters.`);
  if (!isPlainText(text) || text.trim() !== text)
    throw refused('The URL holds control characters, or blanks around it.');
  if (holdsCardNumber(text)) throw refused('The URL holds what looks like a card number; never send one.');
  const url = parse(text, allowed);
  const host = hostOf(url);
  if (origin === 'operator' || allowed.includes(host)) return url;
  const isLocalName = host.replace(/\.$/, '').split('.').at(-1) === 'localhost';
  if (isLocalName || isForbiddenAddress(host))
    throw refused(`${host} is no address on the internet; give one that can be reached from outside.`);
  if (url.protocol !== 'https:') throw refused('The URL must begin with https://.');
  return url;
}

/** Without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** As for channels, in words for whoever sets up a webhook. */
function parse(text: string, allowed: readonly string[]): URL {
  try {
    return checkTarget(text, allowed);
  } catch (error) {
    const said = error instanceof AppError ? error.message : '';
    if (said.includes('user name')) throw refused('The URL holds a user name or a password; leave them out.');
    throw refused(said.replace('would get its password without https', 'would be sent to without https'));
  }
}

function refused(message: string): AppError {
  return new AppError('VALIDATION', message, {
    next: 'bellhop webhook endpoint create --help',
    faults: [{ pointer: '/url', code: 'invalid', message }],
  });
}
