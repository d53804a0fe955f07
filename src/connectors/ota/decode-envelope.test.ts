import { describe, expect, test } from 'vitest';
import { avail, decode, refusalOf } from '../../../test/builders/an-ota-message.js';

describe('reading, reports and pings', () => {
  const read = (criteria: string) => `<OTA_ReadRQ><ReadRequests>${criteria}</ReadRequests></OTA_ReadRQ>`;

  test('a read without hotel is for all of them', async () => {
    expect((await decode(read('<HotelReadRequest/>'))).content).toEqual({ kind: 'read', hotel_code: null });
  });

  test.each([
    read('<HotelReadRequest HotelCode=""/>'),
    read('<HotelReadRequest HotelCode="A"/><HotelReadRequest HotelCode="B"/>'),
    read('<HotelReadRequest><SelectionCriteria SelectionType="All"/></HotelReadRequest>'),
    read('<HotelReadRequest><SelectionCriteria Start="2026-01-01"/></HotelReadRequest>'),
    read('<ReadRequest><UniqueID Type="14" ID="1"/></ReadRequest>'),
  ])('%s is refused', async (xml) => {
    expect((await decode(xml)).content).toBeNull();
  });

  const report = (verdict: string, reservations: string) =>
    `<OTA_NotifReportRQ>${verdict}<NotifDetails><HotelNotifReport><HotelReservations>${reservations}</HotelReservations></HotelNotifReport></NotifDetails></OTA_NotifReportRQ>`;
  const message = '<HotelReservation><UniqueID Type="16" ID="12"/></HotelReservation>';

  test.each([
    ['Success and Errors', report('<Success/><Errors><Error/></Errors>', message), /separate reports/],
    ['neither', report('', message), /Neither Success nor Errors/],
    ['no reservation', report('<Success/>', ''), /No HotelReservation/],
    ['the booking alone', report('<Success/>', message.replace('16', '14')), /Type="16"/],
    ['no id', report('<Success/>', '<HotelReservation/>'), /UniqueID is missing/],
    [
      'an id that is none of ours',
      report('<Success/>', message.replace('12', 'abc')),
      /"abc" is not a message id/,
    ],
  ])('a report with %s is refused', async (_name, xml, text) => {
    expect((await refusalOf(xml)).message).toMatch(text);
  });

  test('a ping without data is refused', async () => {
    expect((await refusalOf('<OTA_PingRQ/>')).ota?.code).toBe(321);
  });
});

describe('envelopes', () => {
  const ping = '<OTA_PingRQ EchoToken="t" Version="2.0"><EchoData>x</EchoData></OTA_PingRQ>';
  const soap = (body: string, header = '', namespace = 'http://schemas.xmlsoap.org/soap/envelope/') =>
    `<S:Envelope xmlns:S="${namespace}"><S:Header>${header}</S:Header><S:Body>${body}</S:Body></S:Envelope>`;
  const token = (password: string) =>
    `<w:Security><w:UsernameToken><w:Username>pms</w:Username>${password}</w:UsernameToken></w:Security>`;

  test('a plain message has no credentials of its own', async () => {
    const { envelope } = await decode(ping);

    expect(envelope).toEqual({
      message: 'OTA_PingRQ',
      soap: false,
      echo_token: 't',
      version: '2.0',
      credentials: null,
    });
  });

  test('a SOAP message brings its user name and password', async () => {
    const decoded = await decode(
      soap(ping, token('<w:Password Type="urn:x#PasswordText">a &amp; b</w:Password>')),
    );

    expect(decoded.content).toEqual({ kind: 'ping', echo: 'x' });
    expect(decoded.envelope).toMatchObject({
      soap: true,
      echo_token: 't',
      credentials: { username: 'pms', password: 'a & b' },
    });
  });

  test('a user name outside the token is nobody’s', async () => {
    const { envelope } = await decode(soap(ping, '<w:Username>pms</w:Username><w:Password>x</w:Password>'));

    expect(envelope.credentials).toBeNull();
  });

  test('places are told from the message’s own root', async () => {
    const fault = await refusalOf(soap(avail('<AvailStatusMessage/>')));

    expect(fault.pointer).toBe('/OTA_HotelAvailNotifRQ/AvailStatusMessages/AvailStatusMessage[1]');
  });

  test.each([
    ['SOAP 1.2', soap(ping, '', 'http://www.w3.org/2003/05/soap-envelope'), /SOAP 1.1/],
    [
      'a password digest',
      soap(ping, token('<w:Password Type="urn:x#PasswordDigest">x</w:Password>')),
      /PasswordText/,
    ],
    ['an empty body', soap(''), /no message in its Body/],
    ['two messages', soap(ping + ping), /second message/],
    ['an unknown message', '<OTA_HotelSearchRQ/>', /"OTA_HotelSearchRQ" is not supported/],
    ['another document', '<html/>', /"html" is not supported/],
  ])('%s is refused', async (_name, xml, message) => {
    expect((await refusalOf(xml)).message).toMatch(message);
  });

  test('a message that breaks off keeps what was known of it, and its line', async () => {
    const { envelope, faults } = await decode(
      `<OTA_HotelAvailNotifRQ EchoToken="e">\n<AvailStatusMessages HotelCode="A">\n`,
    );

    expect(envelope).toMatchObject({ message: 'OTA_HotelAvailNotifRQ', echo_token: 'e' });
    expect(faults[0]).toMatchObject({ code: 'MALFORMED', line: 3, ota: { type: 10, code: 450 } });
  });
});
