import { describe, expect, test } from 'vitest';
import type { WireRequest } from '../../../core/model/channel-codec.js';
import { readOpenTravelAnswer } from './read-answer.js';

const ITEM = { room_code: 'DBL', rate_code: 'BAR', from: '2026-10-01', to: '2026-10-02' };
const REQUEST: WireRequest = {
  method: 'POST',
  path: '',
  headers: {},
  body: '',
  message: 'OTA_HotelAvailNotifRQ',
  items: [ITEM, { ...ITEM, room_code: 'SGL' }],
  values: 4,
};

const rs = (content: string) =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header/><soap:Body><OTA_HotelAvailNotifRS xmlns="http://www.opentravel.org/OTA/2003/05">${content}</OTA_HotelAvailNotifRS></soap:Body></soap:Envelope>`;
const fault = (code: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:${code}</faultcode><faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>`;
const read = (body: string, status = 200, headers = {}) =>
  readOpenTravelAnswer(REQUEST, { status, headers, body });

describe('an OpenTravel answer to a push', () => {
  test('Success is accepted, with advice where there is some', () => {
    expect(read(rs('<Success/>'))).toEqual({ kind: 'accepted', warnings: [], reference: null });
    expect(read(rs('<Success/><Warnings><Warning Type="11" Code="1">mind</Warning></Warnings>'))).toEqual({
      kind: 'accepted',
      warnings: ['mind'],
      reference: null,
    });
  });

  test('a warning that is no advice means that something was left out; RecordID says which', () => {
    const warning =
      '<Warning Type="12" Code="402" Status="NotProcessed" RecordID="2" ShortText="no such room"/>';
    expect(read(rs(`<Success/><Warnings>${warning}</Warnings>`))).toEqual({
      kind: 'partial',
      items: [{ item: { ...ITEM, room_code: 'SGL' }, code: '402', message: 'no such room' }],
    });
  });

  test.each([
    ['<Error Type="4" Code="448">Invalid Username and/or Password</Error>', 'rejected', false],
    ['<Error Type="6" Code="392">Hotel not found for HotelCode=X</Error>', 'rejected', false],
    ['<Error Type="3" Code="402">Room type code not found for this hotel</Error>', 'rejected', true],
    ['<Error Type="3" Code="249">Rate code not found for this hotel</Error>', 'rejected', true],
    ['<Error Type="3" Code="783"/>', 'rejected', true],
    ['<Error Type="3" Code="402"/><Error Type="3" Code="15"/>', 'rejected', false],
    ['<Error Type="12" Code="187">down</Error>', 'retry', undefined],
    ['<Error Type="1" Code="448">down</Error>', 'retry', undefined],
    ['<Error Type="12" Code="888"/>', 'retry', undefined],
  ])('%s', (errors, kind, mapping) => {
    const outcome = read(rs(`<Errors>${errors}</Errors>`));

    expect(outcome.kind).toBe(kind);
    expect(outcome.kind === 'rejected' ? outcome.mapping : undefined).toBe(mapping);
  });

  test('an HTTP 200 that says nothing is no success', () => {
    for (const body of ['', 'OK', rs(''), '<html><body>hello</body></html>', '{"success":true}']) {
      expect(read(body).kind).toBe('retry');
    }
  });

  test('faults and statuses: what is the server’s is tried again', () => {
    expect(read(fault('Server'), 500).kind).toBe('retry');
    expect(read(fault('Client'), 500).kind).toBe('rejected');
    expect(read('', 503, { 'retry-after': '30' })).toMatchObject({ kind: 'retry', after_seconds: 30 });
    expect(read('', 401).kind).toBe('rejected');
    expect(read(rs('<Errors><Error Type="6" Code="392"/></Errors>'), 500).kind).toBe('rejected');
  });
});
