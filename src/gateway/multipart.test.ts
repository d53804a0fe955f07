import { describe, expect, test } from 'vitest';
import { parseMultipart } from './multipart.js';

const TYPE = 'multipart/form-data; boundary=xyz';
const part = (name: string, body: string, head = '') =>
  `--xyz\r\nContent-Disposition: form-data; name="${name}"${head}\r\n\r\n${body}\r\n`;
const parse = (body: string, type = TYPE) => parseMultipart(Buffer.from(body), type);

describe('a form', () => {
  test('gives its fields, byte for byte', () => {
    const parts = parse(
      `${part('action', 'A:B')}${part('request', '<a>\r\n--xy</a>', '\r\nContent-Type: text/xml; charset=ISO-8859-1')}--xyz--`,
    );

    expect(parts.get('action')?.body.toString()).toBe('A:B');
    expect(parts.get('request')?.body.toString()).toBe('<a>\r\n--xy</a>');
    expect(parts.get('request')?.charset).toBe('ISO-8859-1');
  });

  test('may have a preamble, a quoted boundary, a file name and an empty field', () => {
    const body = `preamble\r\n${part('request', '', '; filename="r.xml"')}--xyz--\r\nepilogue`;

    expect(parse(body, 'multipart/form-data; boundary="xyz"').get('request')?.body).toHaveLength(0);
  });

  test.each([
    ['without boundary', part('a', '1'), 'multipart/form-data', 'no boundary'],
    ['that is cut off', part('a', '1'), TYPE, 'not complete'],
    ['that is empty', '', TYPE, 'not complete'],
    ['with a boundary in a line', '--xyzabc--xyz--', TYPE, 'not followed by a line end'],
    ['with a field twice', `${part('a', '1')}${part('a', '2')}--xyz--`, TYPE, 'twice'],
    [
      'with a field without name',
      '--xyz\r\nContent-Type: text/xml\r\n\r\n1\r\n--xyz--',
      TYPE,
      'no Content-Disposition',
    ],
    ['with a field without head', '--xyz\r\n1\r\n--xyz--', TYPE, 'no Content-Disposition'],
    [
      'in base64',
      `${part('a', 'MQ==', '\r\nContent-Transfer-Encoding: base64')}--xyz--`,
      TYPE,
      'not sent as it is',
    ],
    [
      'with too many fields',
      `${Array.from({ length: 17 }, (_, i) => part(`f${i}`, '')).join('')}--xyz--`,
      TYPE,
      'more than 16',
    ],
  ])('%s is refused', (_name, body, type, text) => {
    expect(() => parse(body, type)).toThrow(text);
  });
});
