import type { Picture, TextItem } from './media.js';

/** One room category with its rooms. A type, not an interface: it is JSON. */
export type Category = {
  readonly code: string;
  /** The code that it had before, where it is renamed. */
  readonly id?: string;
  readonly min_occupancy: number;
  readonly max_occupancy: number;
  readonly standard_occupancy: number;
  readonly max_child_occupancy?: number;
  /** RoomClassificationCode, of the list GRI. */
  readonly classification: string;
  readonly room_type?: string;
  readonly size?: string;
  /** Of the list RMA. */
  readonly amenities: readonly string[];
  readonly names: readonly TextItem[];
  readonly descriptions: readonly TextItem[];
  readonly pictures: readonly Picture[];
  readonly other_texts?: readonly { readonly info_code: string; readonly items: readonly TextItem[] }[];
  readonly rooms: readonly string[];
};

export type Inventory = {
  readonly hotel_name?: string;
  /** None: all categories are deleted. */
  readonly categories: readonly Category[];
};
