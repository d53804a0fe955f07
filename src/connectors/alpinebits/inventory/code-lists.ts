import type { VersionRange } from '../versions.js';

/** A code list of OpenTravel, numbers from 1; from 2024-10 on some have codes of AlpineBits' own ("AlpineBits, inventory"). */
export interface CodeList {
  readonly name: string;
  readonly highest: number;
  readonly own?: { readonly suffix: string; readonly highest: number };
}

export const ROOM_AMENITIES: CodeList = { name: 'RMA', highest: 282, own: { suffix: 'ABR', highest: 89 } };
export const HOTEL_AMENITIES: CodeList = { name: 'HAC', highest: 348, own: { suffix: 'ABH', highest: 175 } };
export const PROXIMITIES: CodeList = { name: 'PRX', highest: 5 };
export const ROOM_CLASSES: CodeList = { name: 'GRI', highest: 83 };
export const PICTURE_CATEGORIES: CodeList = { name: 'PIC', highest: 23 };
export const INFORMATION_TYPES: CodeList = { name: 'INF', highest: 26 };

/** Since when the lists have codes of AlpineBits' own. */
export const OWN_CODES: VersionRange = { since: '2024-10' };

const CODE = /^([1-9]\d{0,3})(?:\.([A-Z]{3}))?$/;

/** Codes stay text: "007" is none. `ownCodes` says whether those of AlpineBits count. */
export function isListed({ highest, own }: CodeList, code: string, ownCodes = false): boolean {
  const [, number = '', suffix] = CODE.exec(code) ?? [];
  if (number === '') return false;
  if (suffix === undefined) return Number(number) <= highest;
  return ownCodes && own?.suffix === suffix && Number(number) <= own.highest;
}
