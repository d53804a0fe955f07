import type { GatewayClient } from '../gateway-client.js';
import { readOtaAnswer } from '../ota-answer.js';
import { pushMessage } from '../push-message.js';
import { ariNights } from './ari-nights.js';
import { bookingBody, send } from './booking-client.js';
import { createNotary, type Claim } from './claim.js';
import { readMessage } from './fixtures.js';
import type { Stage } from './stage.js';

/** Messages in the shapes of real senders, each read back over HTTP. */
export async function pushSmallMessages(stage: Stage, claims: Claim[]): Promise<void> {
  await pushAlpineBits(stage, claims);
  await pushSoap(stage, claims);
  await pushJson(stage, claims);
}

async function pushAlpineBits(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('real senders', claims);
  const accepted = [
    await pushFixture(stage, stage.pms, 'alpinebits-free-rooms.xml'),
    await pushFixture(stage, stage.pms, 'farm-rates.xml'),
  ];
  const nights = await ariNights(stage.pms, {
    hotel: '9996',
    room: 'double',
    from: stage.day(30),
    to: stage.day(45),
  });
  notary.equal('AlpineBits complete set: counts stored, gaps sold out', {
    found: [accepted, nights.map((night) => night.available_rooms)],
    expected: [
      [true, true],
      [3, ...Array<number>(14).fill(2), 0],
    ],
  });
}

/** Without any HTTP credentials: who sends stands in the envelope. */
async function pushSoap(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('real senders', claims);
  const envelope = await readMessage('restrictions-soap.xml', stage.today);
  const answer = await fetch(`${stage.profile.gateway}/pms/ota`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '""' },
    body: envelope.replace('KEY-OF-THE-PMS', stage.profile.keys.pms),
  });
  const { accepted } = readOtaAnswer(await answer.text());
  const refusals: string[] = [];
  for (const [arrival, nights] of [
    [22, 2],
    [28, 2],
    [30, 1],
  ] as const) {
    const stay = { room: 'DBL', arrival: stage.day(arrival), departure: stage.day(arrival + nights) };
    const refused = await send(stage.ota, bookingBody(stay), `restricted-${arrival}`);
    refusals.push(refused.code);
  }
  notary.equal('SOAP with WS-Security: its restrictions refuse 3 stays', {
    found: [accepted, refusals],
    expected: [true, ['STAY_RESTRICTED', 'STAY_RESTRICTED', 'STAY_RESTRICTED']],
  });
}

async function pushJson(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('real senders', claims);
  const range = { from: stage.day(9), to: stage.day(13) };
  const before = await ariNights(stage.pms, { hotel: 'LIS01', room: 'STE', ...range });
  const accepted = await pushFixture(stage, stage.pms, 'delta.json');
  const after = await ariNights(stage.pms, { hotel: 'LIS01', room: 'STE', ...range });
  const named = after.slice(1, 4).map(({ available_rooms, rates }) => {
    const bar = rates.find((rate) => rate.rate_code === 'BAR');
    return [available_rooms, bar?.occupancy_amounts?.['2'], bar?.min_stay_through];
  });
  notary.equal('JSON delta: 3 nights changed, neighbours untouched', {
    found: [accepted, named, after[0], after[4]],
    expected: [true, Array(3).fill([1, '455.00', 2]), before[0], before[4]],
  });
  const year = await pushFixture(stage, stage.operator, 'kyoto-year.json');
  const kyoto = await ariNights(stage.ota, {
    hotel: 'KYO01',
    room: 'HOUSE',
    from: stage.day(1),
    to: stage.day(364),
  });
  notary.equal('hotel without PMS: a year from its operator, in yen', {
    found: [
      year,
      new Set(kyoto.map((night) => `${night.available_rooms} at ${night.price} ${night.currency}`)).size,
      kyoto.length,
    ],
    expected: [true, 1, 364],
  });
}

async function pushFixture(stage: Stage, client: GatewayClient, name: string): Promise<boolean> {
  const body = Buffer.from(await readMessage(name, stage.today));
  const { accepted } = await pushMessage(client, body, name.endsWith('.json'));
  return accepted;
}
