import type { ReadAri } from '../ari/read-ari.js';
import { ALL_FIELDS, CELL_FIELDS, fieldsOf } from '../delivery/cell-fields.js';
import type { OpenEndpoint } from '../delivery/endpoints.js';
import { ROOM_ITSELF } from '../delivery/lanes.js';
import { withNoAdvance } from '../delivery/lifted-advance.js';
import { readCells } from '../delivery/read-cells.js';
import type { Catalogue } from '../hotels/catalogue.js';
import type { PushCell } from '../model/channel-codec.js';
import type { CopySource, Difference } from './difference.js';
import { compareNight, type NightCell } from './night-cell.js';
import { otherMeaning, planRepair, type IsRestricted, type RepairMark } from './plan-repair.js';
import { inContract } from './reported-copy.js';

/** What a repair would tell a channel. */
export interface Repair {
  readonly marks: readonly RepairMark[];
  readonly cells: readonly PushCell[];
  /** What it says in the contract. */
  readonly said: readonly NightCell[];
  /** Fields of nights that it says in the contract. */
  readonly values: number;
}

interface Repairing {
  readonly endpoint: OpenEndpoint;
  readonly catalogue: Catalogue;
  readonly source: CopySource;
  readonly differences: readonly Difference[];
}

/**
 * The smallest repair that the contract has words for: the fields that differ, and where these alone would not say what is meant there
 * (a stop-sell that is a count of 0, a limit under another name) the whole of such a night. Values are the present ones.
 */
export async function planCells(readAri: ReadAri, repairing: Repairing): Promise<Repair> {
  const { endpoint, catalogue, differences } = repairing;
  const whole = await wholeNights(readAri, repairing);
  const isRestricted = restrictedIn(whole, catalogue);
  const tellOnly = async (fields: readonly Difference[]) => {
    const marks = planRepair(fields, endpoint.dialect, isRestricted);
    const cells = await readCells(readAri, catalogue, marks);
    return { marks, cells, unsaid: await notSaid(repairing, { whole, cells }) };
  };
  let { marks: narrow, cells, unsaid } = await tellOnly(differences);
  const others = unsaid.flatMap((one) => {
    const field = otherMeaning(one.field);
    return field === null ? [] : [{ ...one, field }];
  });
  if (others.length > 0) ({ marks: narrow, cells, unsaid } = await tellOnly([...differences, ...others]));
  if (unsaid.length === 0) return toRepair(repairing, narrow, cells);
  const wide = unsaid.flatMap(({ room_id, rate_plan_id, date }) =>
    [...new Set([ROOM_ITSELF, rate_plan_id])].map((plan) => ({
      ...{ room_id, rate_plan_id: plan, from: date, to: date, urgent: false, fields: ALL_FIELDS },
    })),
  );
  const marks = [...narrow, ...new Map(wide.map((mark) => [JSON.stringify(mark), mark])).values()];
  return toRepair(repairing, marks, await readCells(readAri, catalogue, marks));
}

async function toRepair(
  repairing: Repairing,
  marks: readonly RepairMark[],
  cells: readonly PushCell[],
): Promise<Repair> {
  const said = await inContract(repairing, cells);
  return { marks, cells, said, values: said.reduce((sum, cell) => sum + fieldsOf(cell).length, 0) };
}

/** All that is to be had there of the nights that are to be mended. */
async function wholeNights(
  readAri: ReadAri,
  { endpoint, catalogue, differences }: Repairing,
): Promise<readonly PushCell[]> {
  const plans = [ROOM_ITSELF, ...catalogue.ratePlans.map(({ rate_plan_id }) => rate_plan_id)];
  const marks = new Map(
    differences
      .filter(({ repairable }) => repairable)
      .flatMap(({ room_id, date }) =>
        plans.map((rate_plan_id) => [
          `${room_id} ${rate_plan_id} ${date}`,
          { room_id, rate_plan_id, from: date, to: date, urgent: false },
        ]),
      ),
  );
  const cells = await readCells(readAri, catalogue, [...marks.values()]);
  return withNoAdvance(endpoint.connector.channel, cells);
}

function restrictedIn(whole: readonly PushCell[], catalogue: Catalogue): IsRestricted {
  const cells = byKey(whole);
  return ({ room_id, rate_plan_id, date }, field) => {
    const rate_code = rate_plan_id === ROOM_ITSELF ? null : catalogue.rateCode(rate_plan_id);
    const value = cells.get(keyOf({ room_code: catalogue.roomCode(room_id), rate_code, date }))?.[field];
    return value !== undefined && value !== null && value !== false;
  };
}

/** The differences that these cells would not mend in the channel's contract, or mend at the cost of something that is right. */
async function notSaid(
  { endpoint, catalogue, source, differences }: Repairing,
  { whole, cells }: { readonly whole: readonly PushCell[]; readonly cells: readonly PushCell[] },
): Promise<Difference[]> {
  const mendable = differences.filter(({ repairable, class: kind }) => repairable && kind !== 'extra');
  const wanted = byKey(await inContract({ endpoint, catalogue }, whole));
  const told = byKey(await inContract({ endpoint, catalogue }, cells));
  return mendable.filter((one) => {
    const [mine, other] = [wanted.get(keyOf(one)), told.get(keyOf(one))];
    // What was acknowledged is compared as it was told, not as it stands in the contract.
    if (source === 'reported' && other?.[one.field] === undefined) return true;
    return other !== undefined && mine !== undefined && differsIn(mine, other);
  });
}

/** A field that the repair says otherwise than it is meant. */
function differsIn(mine: NightCell, told: NightCell): boolean {
  const said = CELL_FIELDS.filter((field) => told[field] !== undefined && mine[field] !== undefined);
  const { room_code, rate_code, date } = mine;
  const only = (cell: NightCell): NightCell => ({
    ...{ room_code, rate_code, date },
    ...Object.fromEntries(said.map((field) => [field, cell[field]])),
  });
  return compareNight(only(mine), only(told)).length > 0;
}

type Key = Pick<NightCell, 'room_code' | 'rate_code' | 'date'>;

function byKey(cells: readonly NightCell[]): Map<string, NightCell> {
  return new Map(cells.map((cell) => [keyOf(cell), cell]));
}

function keyOf({ room_code, rate_code, date }: Key): string {
  return JSON.stringify([room_code, rate_code, date]);
}
