import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate with its key, both PEM, as a TLS server takes them. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface TestAuthority {
  /** PEM: whoever trusts it trusts what it signs. */
  readonly cert: string;
  /** For this machine, valid from and to so many days from now. */
  issue(from: number, to: number): TestCertificate;
}

const EC_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const DAY_MS = 86_400_000;

/** An authority of its own for each test: its key is made here and kept nowhere. */
export function anAuthority(): TestAuthority {
  const own = keyPair();
  const name = 'Test authority';
  const cert = signed({ name, issuer: name, key: own, by: own, days: [-1, 30], isAuthority: true });
  return {
    cert,
    issue: (from, to) => {
      const key = keyPair();
      const days = [from, to] as const;
      return {
        cert: signed({ name: 'channel', issuer: name, key, by: own, days, isAuthority: false }),
        key: pemOf(key.privateKey),
      };
    },
  };
}

/** Signed by itself, for this machine. */
export function aSelfSigned(): TestCertificate {
  const key = keyPair();
  const name = 'channel';
  return {
    cert: signed({ name, issuer: name, key, by: key, days: [-1, 30], isAuthority: false }),
    key: pemOf(key.privateKey),
  };
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

interface Signing {
  readonly name: string;
  readonly issuer: string;
  readonly key: KeyPair;
  readonly by: KeyPair;
  readonly days: readonly [number, number];
  readonly isAuthority: boolean;
}

/** An X.509 certificate (RFC 5280, 4.1): Node reads and checks them but makes none. */
function signed({ name, issuer, key, by, days, isAuthority }: Signing): string {
  const [from, to] = days;
  const about = sequence(
    element(0xa0, element(0x02, Buffer.of(2))),
    element(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    EC_WITH_SHA256,
    named(issuer),
    sequence(time(from), time(to)),
    named(name),
    key.publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(isAuthority ? MAY_SIGN : FOR_THIS_MACHINE)),
  );
  const signature = sign('sha256', about, by.privateKey);
  const der = sequence(about, EC_WITH_SHA256, element(0x03, Buffer.of(0), signature));
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

const MAY_SIGN = sequence(
  oid('2.5.29.19'),
  element(0x01, Buffer.of(0xff)),
  element(0x04, sequence(element(0x01, Buffer.of(0xff)))),
);
const FOR_THIS_MACHINE = sequence(
  oid('2.5.29.17'),
  element(0x04, sequence(element(0x87, Buffer.of(127, 0, 0, 1)), element(0x82, Buffer.from('localhost')))),
);

function keyPair(): KeyPair {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function named(common: string): Buffer {
  return sequence(element(0x31, sequence(oid('2.5.4.3'), element(0x0c, Buffer.from(common)))));
}

function time(days: number): Buffer {
  const text = new Date(Date.now() + days * DAY_MS).toISOString().replace(/[-:T]|\.\d+/g, '');
  return element(0x18, Buffer.from(text));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts);
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...others] = text.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...others.flatMap(inSevenBits)]));
}

function inSevenBits(value: number): number[] {
  const low = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) low.unshift((rest & 0x7f) | 0x80);
  return low;
}

/** Tag, length and contents (X.690, DER). */
function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), contents]);
}
