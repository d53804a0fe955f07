import type { AriPush, PushCell } from '../../core/model/channel-codec.js';

/**
 * Cells as the contract names them: always a room under one of its rate plans, with the count of the room. What is set for the room
 * itself holds for each of its rate plans; a stop-sell of the room lies on top of theirs.
 */
export function effectiveCells({ cells, products }: AriPush): PushCell[] {
  const ofRoom = new Map<string, PushCell>();
  const rates = new Map<string, Set<string>>();
  const addRate = (room: string, rate: string): void => {
    rates.set(room, (rates.get(room) ?? new Set()).add(rate));
  };
  for (const { room_code, rate_code } of products ?? []) addRate(room_code, rate_code);
  for (const cell of cells) {
    if (cell.rate_code === null) ofRoom.set(nightOf(cell), { ...ofRoom.get(nightOf(cell)), ...cell });
    else addRate(cell.room_code, cell.rate_code);
  }
  const effective = new Map<string, PushCell>();
  for (const roomCell of ofRoom.values()) {
    for (const rate_code of rates.get(roomCell.room_code) ?? [null]) {
      const cell = { ...roomCell, rate_code };
      effective.set(productNight(cell), cell);
    }
  }
  for (const cell of cells) {
    if (cell.rate_code === null) continue;
    effective.set(productNight(cell), merge(effective.get(productNight(cell)), cell));
  }
  return [...effective.values()];
}

function merge(before: PushCell | undefined, cell: PushCell): PushCell {
  if (before === undefined) return cell;
  const closed = before.closed === true ? true : (cell.closed ?? before.closed);
  return { ...before, ...cell, ...(closed === undefined ? {} : { closed }) };
}

function nightOf({ room_code, date }: PushCell): string {
  return JSON.stringify([room_code, date]);
}

function productNight({ room_code, rate_code, date }: PushCell): string {
  return JSON.stringify([room_code, rate_code, date]);
}
