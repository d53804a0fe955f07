import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { element, writeXml } from './xml-writer.js';

describe('writeXml', () => {
  test('nests, leaves out what is undefined and closes empty elements', () => {
    const xml = writeXml(
      element('a', { x: 1, y: undefined }, element('b'), undefined, element('c', {}, 'text')),
    );

    expect(xml).toBe('<?xml version="1.0" encoding="UTF-8"?><a x="1"><b/><c>text</c></a>');
  });

  test('a partner’s text cannot become markup', () => {
    const hostile = `"><Success/><x y="&amp;'\r\n\t<![CDATA[`;

    const xml = writeXml(element('a', { token: hostile }, hostile));

    expect(XMLValidator.validate(xml)).toBe(true);
    expect(xml.match(/<Success/)).toBeNull();
    expect(xml).toContain('&#13;&#10;&#9;');
  });

  test('what XML cannot hold is replaced; what it can hold is kept', () => {
    const xml = writeXml(element('a', {}, 'x\u0000\u0001\ud800\ufffey\u0085é😀'));

    expect(xml).toContain('<a>x\ufffd\ufffd\ufffd\ufffdy\u0085é😀</a>');
    expect(new XMLParser().parse(xml)).toEqual({ '?xml': '', a: 'x\ufffd\ufffd\ufffd\ufffdy\u0085é😀' });
  });
});
