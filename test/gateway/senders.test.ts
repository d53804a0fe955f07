import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGateway, basicAuth, type TestGateway } from './a-gateway.js';

/* Who sent a message is known by its head, whatever else came from the same address. */

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());

const OTA = 'xmlns="http://www.opentravel.org/OTA/2003/05"';
const token = (user: string, password: string) =>
  `<w:Security xmlns:w="urn:w"><w:UsernameToken><w:Username>${user}</w:Username><w:Password>${password}</w:Password></w:UsernameToken></w:Security>`;
const soap = (message: string, header: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${header}</s:Header><s:Body>${message}</s:Body></s:Envelope>`;
const ping = `<OTA_PingRQ ${OTA} EchoToken="e-1"><EchoData>x</EchoData></OTA_PingRQ>`;

const post = (path: string, body: string, authorization?: string) =>
  gateway.call('POST', path, {
    as: null,
    body,
    headers: { 'content-type': 'text/xml', ...(authorization === undefined ? {} : { authorization }) },
  });

describe.each([
  ['/ota/siteconnect', 'ota-1'],
  ['/pms/ota', 'pms-1'],
] as const)('%s', (path, code) => {
  it('lets a valid sender in whatever came from its address before', async () => {
    const statuses = [];
    for (let i = 0; i < 62; i += 1) statuses.push((await post(path, '<broken')).status);
    const wrong = await post(path, soap(ping, token(code, 'bh_test_wrong')));
    const known = await post(path, soap(ping, token(code, gateway.keys[code])));

    expect(statuses).toContain(429);
    expect(await wrong.text()).toContain('<Errors>');
    expect(known.status).toBe(200);
    expect(await known.text()).toContain('<Success');
  });

  it('decodes nothing of a large message of a stranger', async () => {
    const large = '<x>y</x>'.repeat(500_000);
    const begun = process.cpuUsage();
    const answers = await Promise.all([
      post(path, soap(large, token(code, 'bh_test_wrong'))),
      post(path, soap(large, token(code, 'bh_test_wrong'))),
    ]);
    // Four million characters take a second to decode, twice.
    expect(process.cpuUsage(begun).user).toBeLessThan(1_000_000);
    for (const answer of answers) expect(await answer.text()).not.toContain('<Success');
  });

  it('takes no message whose two senders differ', async () => {
    const other = code === 'ota-1' ? 'ota-2' : 'pms-2';
    const message = soap(ping, token(other, gateway.keys[other]));
    const both = await post(path, message, basicAuth(code, gateway.keys[code]));
    const same = await post(
      path,
      soap(ping, token(code, gateway.keys[code])),
      basicAuth(code, gateway.keys[code]),
    );

    expect(await both.text()).toMatch(/<OTA_PingRS[\s\S]*<Error Type="4"/);
    if (path === '/pms/ota') expect(both.status).toBe(401);
    expect(await same.text()).toContain('<Success');
  });
});
