import { beforeEach, afterEach, test, vi } from 'vitest';
import { anApp, type TestApp } from '../builders/an-app.js';
vi.mock('../../src/core/ari/guess-stay.js', async (original) =>
  process.env['OFF'] ? { createGuessStay: () => () => null } : await original(),
);
let t: TestApp; let other: TestApp;
beforeEach(async () => {
  t = await anApp(); other = await anApp({ db: t.db });
  await other.load(5000, 1, 60);
});
afterEach(async () => { await other.close(); await t.close(); });
const off = process.env['OFF'] ? 'OFF' : 'ON ';
async function statements() {
  const rows = await t.db.database.rows<{ Variable_name: string; Value: string }>("SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions','Com_commit','Com_rollback')");
  return Object.fromEntries(rows.map((r) => [r.Variable_name, Number(r.Value)]));
}
async function guesses() {
  const { values } = await t.app.metrics.bookingGuesses.get();
  return JSON.stringify(Object.fromEntries(values.map(({ labels, value }) => [String(labels.outcome), value])));
}
let p = 0;
const push = () => other.push([{ from: t.day(40), to: t.day(40), room_code: 'DBL', rate_code: 'BAR', amounts: [{ guests: 2, amount: `${100 + (p++ % 90)}.00`, currency: 'EUR', tax: 'after' }] }]);
const med = (xs: number[]) => { const s = [...xs].sort((a, b) => a - b); return `p50 ${s[s.length >> 1]?.toFixed(2)} p90 ${s[Math.floor(s.length * 0.9)]?.toFixed(2)}`; };
test('sequential, a push before each', async () => {
  for (const pushed of [false, true]) {
    for (let i = 0; i < 300; i++) { await t.book(); }
    t.app.metrics.bookingGuesses.reset();
    const xs: number[] = []; const us: number[] = []; let q = 0; let com = 0; let rb = 0;
    for (let i = 0; i < 400; i++) {
      if (pushed) await push();
      const b = await statements(); const c = process.cpuUsage(); const at = performance.now();
      await t.book();
      xs.push(performance.now() - at); const d = process.cpuUsage(c); us.push((d.user + d.system) / 1000);
      const a = await statements(); q += a.Questions! - b.Questions!; com += a.Com_commit! - b.Com_commit!; rb += a.Com_rollback! - b.Com_rollback!;
    }
    console.log(off, pushed ? 'pushed' : 'quiet ', 'ms', med(xs), 'cpu', med(us), 'questions', q / 400, 'commits', com / 400, 'rollbacks', rb / 400, await guesses());
  }
}, 120_000);
test('32 callers, pushed every 50 ms / 10 ms', async () => {
  for (const every of [0, 50, 10]) {
    let stop = false;
    const pusher = (async () => { while (!stop && every > 0) { await push(); await new Promise((r) => setTimeout(r, every)); } })();
    const run = async (ms: number) => { const xs: number[] = []; const end = performance.now() + ms;
      await Promise.all(Array.from({ length: 32 }, async () => { while (performance.now() < end) { const at = performance.now(); const d = 1 + Math.floor(Math.random() * 50); await t.book({ checkin_date: t.day(d), checkout_date: t.day(d + 2) }); xs.push(performance.now() - at); } }));
      return xs; };
    await run(3000); t.app.metrics.bookingGuesses.reset();
    const c = process.cpuUsage(); const xs = await run(5000); const d = process.cpuUsage(c);
    stop = true; await pusher;
    console.log(off, 'every', every, 'per s', (xs.length / 5).toFixed(0), 'ms', med(xs), 'cpu ms each', ((d.user + d.system) / 1000 / xs.length).toFixed(3), await guesses());
  }
}, 120_000);
