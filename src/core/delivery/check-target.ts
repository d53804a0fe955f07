import { BlockList, isIP } from 'node:net';
import { AppError } from '../model/errors.js';

/** Addresses that are of this machine or its own network, whatever the scheme: metadata services, neighbours, groups, nothing. */
const INTERNAL = new BlockList();
INTERNAL.addSubnet('0.0.0.0', 8);
INTERNAL.addSubnet('10.0.0.0', 8);
INTERNAL.addSubnet('100.64.0.0', 10);
INTERNAL.addSubnet('127.0.0.0', 8);
INTERNAL.addSubnet('169.254.0.0', 16);
INTERNAL.addSubnet('172.16.0.0', 12);
INTERNAL.addSubnet('192.0.0.0', 24);
INTERNAL.addSubnet('192.168.0.0', 16);
INTERNAL.addSubnet('198.18.0.0', 15);
INTERNAL.addSubnet('224.0.0.0', 3);
INTERNAL.addSubnet('::', 127, 'ipv6');
INTERNAL.addSubnet('64:ff9b::', 96, 'ipv6');
INTERNAL.addSubnet('64:ff9b:1::', 48, 'ipv6');
INTERNAL.addSubnet('2002::', 16, 'ipv6');
INTERNAL.addSubnet('fc00::', 7, 'ipv6');
INTERNAL.addSubnet('fe80::', 9, 'ipv6');
INTERNAL.addSubnet('ff00::', 8, 'ipv6');

/** This machine, by the names that say so: a name of others that leads here is refused. */
export const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/** True for an address inside the own network, to which nothing is sent that is not allowed by name. */
export function isInternalAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && INTERNAL.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Whether something may be sent to this address: https anywhere outside, http on this machine, all else only where the setting
 * names its host. Asked when it is stored and again with every request.
 * @throws AppError VALIDATION naming the remedy.
 */
export function checkTarget(text: string, allowed: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw refused(`"${text}" is no http(s) address.`);
  if (url.username !== '' || url.password !== '') {
    throw refused(
      'The address holds a user name or a password; give them with --username and --password-stdin.',
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (LOOPBACK.has(host) || allowed.includes(host)) return url;
  const remedy = `name "${host}" in BELLHOP_DELIVERY_ALLOW to send there all the same`;
  if (isInternalAddress(host)) throw refused(`${host} lies in the own network; ${remedy}.`);
  if (url.protocol !== 'https:') throw refused(`${host} would get its password without https; ${remedy}.`);
  return url;
}

function refused(message: string): AppError {
  return new AppError('VALIDATION', message, { next: 'bellhop channel connect --help' });
}
