import type { Fault } from '../core/model/errors.js';

/** What became of one update of a push whose updates are judged one by one. */
export interface ItemResult {
  readonly index: number;
  readonly status: 'applied' | 'refused';
  readonly error?: Pick<Fault, 'code' | 'message' | 'pointer'>;
}

/** The result of a push of which no update could be read. */
export const NOTHING = {
  outcome: 'REFUSED',
  hotel_id: null,
  nights_named: 0,
  inventory_changed: 0,
  rates_changed: 0,
  events: 0,
  warnings: [],
} as const;

const ITEM = /^\/updates\/(\d+)/;
const CAUSES = 20;

/** The message itself could be read: what is wrong is wrong in single updates. */
export function isAboutItems(faults: readonly Fault[]): boolean {
  return faults.length > 0 && faults.every(({ pointer, code }) => ITEM.test(pointer) && code !== 'MALFORMED');
}

/** Every update by its place in the message; one that has several faults is told the first. */
export function itemResults(count: number, faults: readonly Fault[]): ItemResult[] {
  const first = new Map<number, Fault>();
  for (const fault of faults) {
    const index = Number(ITEM.exec(fault.pointer)?.[1] ?? -1);
    if (!first.has(index)) first.set(index, fault);
  }
  return Array.from({ length: count }, (_, index): ItemResult => {
    const fault = first.get(index);
    if (fault === undefined) return { index, status: 'applied' };
    const { code, message, pointer } = fault;
    return { index, status: 'refused', error: { code, message, pointer } };
  });
}

/** For the journal. */
export function causeOf(faults: readonly Fault[]): string {
  const told = faults.slice(0, CAUSES).map(({ pointer, message }) => `${pointer} ${message}`);
  return told.join('; ').slice(0, 1_000);
}
