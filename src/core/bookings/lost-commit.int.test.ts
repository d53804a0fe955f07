import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { anApp, type TestApp } from '../../../test/builders/an-app.js';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';

/** A way to the database that swallows the answer to the next COMMIT of a booking and breaks the connection instead. */
async function treacherousWay(target: URL) {
  const sockets = new Set<Socket>();
  let armed = false;
  const server = createServer((inward) => {
    const outward = connect(Number(target.port), target.hostname);
    let swallow = false;
    for (const socket of [inward, outward]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => [inward, outward].forEach((end) => end.destroy()));
    }
    inward.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      if (armed && text.includes('INSERT INTO bookings') && text.includes('COMMIT')) {
        armed = false;
        swallow = true;
      }
      outward.write(chunk);
    });
    outward.on('data', (chunk: Buffer) => {
      if (swallow) inward.destroy();
      else inward.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    betray: () => (armed = true),
    close: () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}

let db: TestDatabase;
let way: Awaited<ReturnType<typeof treacherousWay>>;
let t: TestApp;
beforeEach(async () => {
  db = await createTestDatabase();
  way = await treacherousWay(new URL(db.url));
  t = await anApp({ db: { ...db, url: way.url } });
  await t.load(5, 1, 30);
});
afterEach(async () => {
  await t.close();
  way.close();
  await db.drop();
});

const bookings = async () =>
  (await db.database.rows<{ booking_id: string }>('SELECT booking_id FROM bookings')).length;

test('a booking whose COMMIT got no answer is not made a second time behind the back of its partner', async () => {
  way.betray();

  const error: unknown = await t.book({}, { key: null }).catch((e: unknown) => e);

  // Booked or not, nobody knows: that is what the partner must hear, who then asks again with its own reference.
  expect(error).toBeInstanceOf(Error);
  expect(await bookings()).toBe(1);
  expect(await t.night(t.day(10))).toMatchObject({ available_rooms: 4, unacked_rooms: 1 });
});

test('with a key, asking again gives the booking that was made', async () => {
  way.betray();
  await t.book({}, { key: 'lost' }).catch(() => undefined);

  expect(await t.book({}, { key: 'lost' })).toMatchObject({ kind: 'confirmed', replayed: true });
  expect(await bookings()).toBe(1);
});
