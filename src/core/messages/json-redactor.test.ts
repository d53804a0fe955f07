import { describe, expect, it } from 'vitest';
import { CARD, CARDLIKE_ID, CARDS, OUR_ID, redact } from '../../../test/builders/redacted-text.js';

function deepKeys(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'object' ? inner : null));
}

describe('JSON', () => {
  const keys = `card_number cardNumber cvv cvc expiry password token api_key first_name lastName email phone address street
    zip comment notes special_requests guest customer card date_of_birth iban client_secret AccessToken`;

  it.each(keys.split(/\s+/))('hides %s at any depth, whatever its value', async (key) => {
    const body = {
      kept: 'kept',
      a: [{ [key]: 'Zenobia Quix' }, { [key]: 4321987 }, { [key]: { x: ['Zenobia', { y: 77 }] } }],
    };
    const text = await redact(JSON.stringify(body), 'application/json');
    expect(text).not.toMatch(/Zen|Quix|4321987|77/);
    expect(text).toContain('"kept":"kept"');
    expect(deepKeys(JSON.parse(text))).toBe(deepKeys(body));
    expect(text).toHaveLength(JSON.stringify(body).length);
  });

  it('hides a guest of a booking request and keeps the rest', async () => {
    const request = `{ "hotel_id": "HV01", "guests": 2, "rooms": 1, "total_price": "240.00", "currency": "EUR",
      "guest": { "first_name": "Zenobia", "last_name": "O\\"Quix", "phone": 351123 },
      "payment": { "method": "card", "name": "Zen", "card": {"number": "${CARD}"} }, "name": "kept" }`;
    expect(await redact(request, 'application/json')).toBe(
      request
        .replace('Zenobia', '*******')
        .replace('O\\"Quix', '*******')
        .replace('351123', '"****"')
        .replace('"Zen"', '"***"')
        .replace(CARD, '*'.repeat(16)),
    );
  });

  it('tells the number of guests from a list of them', async () => {
    expect(await redact('{"guests":2,"amounts":[{"guests":3}]}')).toBe(
      '{"guests":2,"amounts":[{"guests":3}]}',
    );
    expect(await redact('{"guests":[{"name":"Zen"}]}')).toBe('{"guests":[{"name":"***"}]}');
  });

  it('hides card numbers in strings and bare, and keeps ids', async () => {
    for (const card of CARDS) {
      const text = await redact(`{"partner_reference":"x ${card}","n":${card},"user_id":"${card}"}`);
      expect(text).not.toContain(card);
      expect(JSON.parse(text)).toMatchObject({ n: '*'.repeat(card.length - 2) });
    }
    const ids = `{"booking_id":"${CARDLIKE_ID}","revision_id":${CARDLIKE_ID},"ids":["${CARDLIKE_ID}"],"at":"${OUR_ID}"}`;
    expect(await redact(ids)).toBe(ids);
  });

  it('hides card numbers that are written with escapes', async () => {
    for (const card of [
      `\\u0034${CARD.slice(1)}`,
      '4111\\u00201111\\u00201111\\u00201111',
      CARD.replaceAll('1', '\\u0031'),
    ]) {
      const text = await redact(`{"x":"${card}","${card}":1,"id":"${CARDLIKE_ID}"}`, 'application/json');
      expect(text).not.toMatch(/4\D*1\D*1\D*1|u0031/);
      expect(text).toContain(CARDLIKE_ID);
      expect(Object.keys(JSON.parse(text) as object)).toHaveLength(3);
    }
    expect(await redact(`a=%34${CARD.slice(1)}&b=1`, 'application/x-www-form-urlencoded')).not.toContain(
      '1111',
    );
  });

  it('keeps repeated keys, space and number forms as they were sent', async () => {
    const text = '\n{ "a" : 1.50e+2,\t"a":-0, "b":[ ], "c":{}, "d":true,"e":null , "f":"\\u00e9\\\\" }\n';
    expect(await redact(text)).toBe(text);
  });

  it('reads escaped keys, and one digit stays a number', async () => {
    expect(await redact('{"e\\u006dail":"Zen","cvv":7}')).toBe('{"e\\u006dail":"***","cvv":0}');
  });

  it.each([
    ['cut off', '{"hotel_id":"HV01","guest":{"first_name":"Zenobia'],
    ['a forgotten quote', '{"hotel: "HV01", "last_name": "Zenobia", "x": 1}'],
    ['a forgotten comma', '{"a": "b" "last_name": "Zenobia"}'],
    ['keys without quotes', "{hotel: 'HV01', last_name: 'Zen, obia', guest: {name: 'Zenobia'}}"],
    ['a newline in a string', '{"a":"\n","email":"Zenobia"}'],
    ['digits with spaces', '{"x": 4111 1111 1111 1111, "email": "Zenobia"}'],
    ['two documents', '{"email":"Zenobia"}\n{"email":"Zenobia"}'],
  ])('reads what is malformed: %s', async (_what, text) => {
    expect(await redact(text, 'application/json')).not.toMatch(/Zen|obia|4111/);
  });

  it('hides what is nested beyond reason, at no great cost', async () => {
    const deep = `${'['.repeat(2_000_000)}"Zenobia"${']'.repeat(2_000_000)}`;
    expect(await redact(deep)).not.toContain('Zen');
    expect(await redact(`{"a":${'['.repeat(600)}"x"${']'.repeat(600)},"b":"kept"}`)).toContain('"b":"kept"');
  });
});
