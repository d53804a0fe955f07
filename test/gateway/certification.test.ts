import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareScene } from '../../src/cli/certify/prepare-scene.js';
import { runCases } from '../../src/cli/certify/run-cases.js';
import { connectors } from '../../src/connectors/index.js';
import { aGateway, type TestGateway } from './a-gateway.js';

/* Every contract's certification list, over real HTTP: what `bellhop adapter certify` runs. */

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());

const listed = connectors.filter(({ certification = [] }) => certification.length > 0);

describe.each(listed.map((connector) => [connector.id, connector] as const))('%s', (_id, connector) => {
  test('passes its list, and passes it again on what the first run left', async () => {
    const all = (connector.certification ?? []).map((one, place) => ({ place, one }));
    // A budget by the minute is used up by the first run; waiting for the next minute proves nothing here.
    const again = all.filter(({ one }) => !one.id.includes('rate-limit'));
    for (const [run, cases] of [
      ['first', all],
      ['second', again],
    ] as const) {
      const scene = await prepareScene(gateway.app, connector, gateway.url);
      const results = await runCases(scene, cases, { timeoutSeconds: 30, done: () => undefined });
      await scene.close();
      const failed = results.filter(({ passed }) => !passed);
      expect(failed.map(({ id, steps }) => [run, id, steps.at(-1)?.failures])).toEqual([]);
    }
  });

  test('leaves nothing open in the feed of its partner', async () => {
    const code = `certify-${connector.id}`;
    const open = await gateway.db.database.rows(
      `SELECT r.revision_id FROM reservation_revisions r JOIN partners p ON p.partner_id = r.pms_partner_id
        WHERE p.code = ? AND r.state IN ('PENDING', 'HANDED_OUT')`,
      [code],
    );
    expect(open).toEqual([]);
  });

  test('has cases with names of their own', () => {
    const ids = (connector.certification ?? []).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
