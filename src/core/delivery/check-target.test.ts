import { expect, test } from 'vitest';
import { checkTarget } from './check-target.js';
import { createSecretBox } from './secret-box.js';
import { createSendRequest } from './send-request.js';

test.each([
  'https://channel.example/ari',
  'http://127.0.0.1:9000/x',
  'http://localhost/x',
  'http://[::1]:80/',
])('%s may be sent to', (url) => {
  expect(checkTarget(url, []).toString()).toContain(new URL(url).host);
});

test.each([
  'http://channel.example/ari',
  'https://169.254.169.254/latest/meta-data',
  'https://10.0.0.7/',
  'https://192.168.1.1/',
  'https://[fd00::1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://[64:ff9b::a9fe:a9fe]/',
  'https://[2002:a9fe:a9fe::]/',
  'https://127.0.0.2/',
  'https://[::ffff:127.0.0.1]/',
  'https://198.18.0.1/',
  'https://224.0.0.1/',
  'https://255.255.255.255/',
  'https://2852039166/',
  'ftp://channel.example/',
  'https://user:secret@channel.example/',
  'nonsense',
])('%s may not', (url) => {
  expect(() => checkTarget(url, [])).toThrow(/./);
});

test('a host that the operator names may be in the own network', () => {
  expect(checkTarget('http://10.0.0.7:8080/x', ['10.0.0.7']).port).toBe('8080');
});

test('a name that leads into the own network is refused when it is looked up', async () => {
  const request = {
    method: 'GET',
    path: '',
    headers: {},
    body: '',
    message: 'x',
    items: [],
    values: 0,
  } as const;
  const sent = await createSendRequest([])('https://nowhere.invalid', request, 2_000);
  expect(sent.kind).toBe('unreachable');
});

test('a secret opens with its key, for whom it was sealed, and unchanged only', () => {
  const box = createSecretBox(Buffer.alloc(32, 1).toString('base64'));
  const sealed = box.seal('pässword', '42');
  expect(box.open(sealed, '42')).toBe('pässword');
  expect(box.seal('pässword', '42').equals(sealed)).toBe(false);
  expect(() => box.open(sealed, '43')).toThrow('BELLHOP_SECRET_KEY');
  expect(() => createSecretBox(Buffer.alloc(32, 2).toString('base64')).open(sealed, '42')).toThrow(
    'BELLHOP_SECRET_KEY',
  );
  sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
  expect(() => box.open(sealed, '42')).toThrow('BELLHOP_SECRET_KEY');
  expect(() => createSecretBox(null).seal('x', '42')).toThrow('not set');
});
