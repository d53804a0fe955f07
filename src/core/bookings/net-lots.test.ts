import { describe, expect, test } from 'vitest';
import { netLots, UNMAPPED, type Lot, type Terms, type WantedLine } from './net-lots.js';

const NIGHT = '2030-05-01';
const terms: Terms = { revision: 5, toldRevision: 3, inventoryMode: 'pms' };

const aLot = (more: Partial<Lot> = {}): Lot => ({
  booking_room_id: '1',
  room_id: '10',
  date: NIGHT,
  quantity: 1,
  price: '100.000',
  revision: 1,
  acked: 0,
  acked_at: null,
  new_pushes: null,
  dropped_revision: null,
  returned: 0,
  ...more,
});

const aLine = (quantity: number, more: Partial<WantedLine> = {}): WantedLine => ({
  booking_room_id: '9',
  room_id: '10',
  quantity,
  nights: [{ date: NIGHT, price: '100.000' }],
  ...more,
});

const short = (lots: readonly Lot[]) =>
  lots.map(
    (lot) =>
      `line ${lot.booking_room_id}: ${lot.quantity} of revision ${lot.revision}${
        lot.dropped_revision === null
          ? ''
          : ` dropped ${lot.dropped_revision}${lot.returned === 1 ? ' back' : ''}`
      }`,
  );

describe('netLots', () => {
  test('splits a lot that is kept in part; what the PMS was told of waits for its word', () => {
    const { lots, added, surplus } = netLots([aLot({ quantity: 3 })], [aLine(2)], terms);

    expect(short(lots)).toEqual(['line 9: 2 of revision 1', 'line 1: 1 of revision 1 dropped 5']);
    expect(added).toEqual([]);
    expect(short(surplus)).toEqual(['line 1: 1 of revision 1 dropped 5']);
  });

  test('gives up first what the PMS was never told of, which comes back at once', () => {
    const had = [aLot({ revision: 4, quantity: 2 }), aLot({ revision: 1, quantity: 2 })];

    expect(short(netLots(had, [aLine(3)], terms).lots)).toEqual([
      'line 9: 2 of revision 1',
      'line 9: 1 of revision 4',
      'line 1: 1 of revision 4 dropped 5 back',
    ]);
  });

  test('names the nights of what was given up and is wanted again: nothing is taken for them', () => {
    const dropped = aLot({ dropped_revision: 4, quantity: 2 });

    expect(netLots([dropped], [aLine(1)], terms)).toMatchObject({
      added: [],
      surplus: [],
      revived: [{ room_id: '10', date: NIGHT }],
    });
    expect(netLots([aLot()], [aLine(1)], terms).revived).toEqual([]);
  });

  test('takes only what is missing, once a night for all lines', () => {
    const lines = [aLine(2), aLine(1, { booking_room_id: '8' })];
    const { lots, added } = netLots([aLot()], lines, terms);

    expect(short(lots)).toEqual([
      'line 9: 1 of revision 1',
      'line 9: 1 of revision 5',
      'line 8: 1 of revision 5',
    ]);
    expect(added).toEqual([{ room_id: '10', date: NIGHT, units: 2 }]);
  });

  test('makes one lot of two that meet under one line', () => {
    const had = [aLot({ booking_room_id: '1' }), aLot({ booking_room_id: '2', quantity: 2 })];

    expect(short(netLots(had, [aLine(3)], terms).lots)).toEqual(['line 9: 3 of revision 1']);
  });

  test('revives what no PMS has heard was given up, before it takes a new unit', () => {
    const had = [aLot(), aLot({ quantity: 2, dropped_revision: 4 })];
    const { lots, added } = netLots(had, [aLine(2)], terms);

    expect(short(lots)).toEqual(['line 9: 2 of revision 1', 'line 1: 1 of revision 1 dropped 4']);
    expect(added).toEqual([]);
  });

  test('gives the kept lots the price of their line', () => {
    const line = aLine(1, { nights: [{ date: NIGHT, price: '80.000' }] });

    expect(netLots([aLot()], [line], terms).lots[0]?.price).toBe('80.000');
  });

  test('waits for nobody in direct mode, where what is added is acknowledged', () => {
    const { lots } = netLots([aLot({ acked: 1 })], [aLine(1, { room_id: '11' })], {
      ...terms,
      inventoryMode: 'direct',
    });

    expect(lots).toMatchObject([
      { room_id: '11', acked: 1 },
      { room_id: '10', returned: 1 },
    ]);
  });

  test('takes nothing for a room that nobody has mapped', () => {
    const { lots, added } = netLots([], [aLine(2, { room_id: UNMAPPED })], terms);

    expect(lots).toMatchObject([{ room_id: UNMAPPED, quantity: 2, acked: 1 }]);
    expect(added).toEqual([]);
    expect(netLots(lots, [], terms).surplus).toMatchObject([{ room_id: UNMAPPED, returned: 1 }]);
  });
});
