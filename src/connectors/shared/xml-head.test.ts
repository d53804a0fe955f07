import { describe, expect, test } from 'vitest';
import { readInterfaceHead } from '../expedia/interface-head.js';
import { readSecurityHead } from './opentravel/security-head.js';
import { readXmlHead } from './xml-head.js';

const token =
  '<w:UsernameToken><w:Username> ota-1 </w:Username><w:Password Type="#PasswordText">a&amp;b&#33;</w:Password></w:UsernameToken>';
const soap = (header: string, body = '') =>
  `<?xml version="1.0"?><s:Envelope><s:Header><w:Security>${header}</w:Security></s:Header><s:Body>${body}</s:Body></s:Envelope>`;
const known = { username: 'ota-1', password: 'a&b!' };

describe('the head of a SOAP message', () => {
  test.each([
    ['as UTF-8', Buffer.from(soap(token)), known],
    ['as UTF-16 with its mark', Buffer.from(`\ufeff${soap(token)}`, 'utf16le'), known],
    ['as UTF-16, the high byte first', Buffer.from(`\ufeff${soap(token)}`, 'utf16le').swap16(), known],
    ['cut behind the header', Buffer.from(soap(token)).subarray(0, soap(token).indexOf('<s:Body>')), known],
    ['cut inside the header', Buffer.from(soap(token)).subarray(0, soap(token).indexOf('<w:Password')), null],
    ['in a comment', Buffer.from(soap(`<!--${token}-->`)), null],
    ['in the body', Buffer.from(soap('', token)), null],
    ['in a comment without end', Buffer.from(soap(`<!--${token}`)), null],
    ['of no XML', Buffer.from('{"a":1}'), null],
    ['of nothing', Buffer.alloc(0), null],
  ])('%s', (_what, head, expected) => {
    expect(readSecurityHead(head)).toEqual(expected);
  });

  test('a bracket inside quotes ends no tag', () => {
    expect([...readXmlHead(Buffer.from('<a x="1>2"><b/>'))].map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('hostile beginnings cost one look at each character', () => {
    const begun = process.cpuUsage();
    for (const piece of ['<!--', '<![CDATA[', '<?', '<', '<a b="', "<a '"]) {
      expect(readSecurityHead(Buffer.from(piece.repeat(65_536 / piece.length)))).toBeNull();
    }
    expect(process.cpuUsage(begun).user).toBeLessThan(1_000_000);
  });
});

test('the head of an Expedia notification', () => {
  const header = '<Interface><Authentication Username=\'exp&quot;1\' Password="k"/></Interface>';
  expect(readInterfaceHead(Buffer.from(soap(header)))).toEqual({ username: 'exp"1', password: 'k' });
  expect(readInterfaceHead(Buffer.from(soap('<Interface/>', header)))).toBeNull();
});
