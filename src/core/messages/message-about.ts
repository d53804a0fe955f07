import type { AriMessage } from '../model/ari.js';
import { hideCardNumbers } from '../model/card-number.js';
import type { DecodedContent } from '../model/connector.js';
import { addDays, type LocalDate } from '../model/local-date.js';

/** What a message is about, for people who look for it: written once, with its outcome. */
export interface MessageAbout {
  /** ari, reservations, read, verdicts, ... as the decoder has it; null where it could not be read. */
  readonly content: string | null;
  /** The sender's own token of correlation. */
  readonly echo_token?: string | null;
  /** Room codes of the partner's. */
  readonly rooms?: ReadonlySet<string>;
  readonly first_date?: LocalDate | null;
  readonly last_date?: LocalDate | null;
}

const MOST_ROOMS = 60;
const MOST_CHARACTERS = 1_900;
/** Stands among the rooms where there were more than are kept: such a message is found under every room. */
export const MORE_ROOMS = '*';

/** What decoding told of a message; `echoToken` of its envelope. */
export function aboutOf(content: DecodedContent | null, echoToken: string | null = null): MessageAbout {
  const about = { content: content?.kind ?? null, echo_token: echoToken };
  if (content?.kind === 'ari') return { ...about, ...touchedBy([content.ari, ...(content.more ?? [])]) };
  if (content?.kind !== 'reservations') return about;
  const rooms = new Set<string>();
  const span = new Span();
  for (const { rooms: parts } of content.reservations) {
    for (const { room_code, check_in, check_out } of parts) {
      if (room_code !== null) rooms.add(room_code);
      // The last night, as everywhere.
      if (check_in < check_out) span.add(check_in, addDays(check_out, -1));
    }
  }
  return { ...about, rooms, ...span.dates() };
}

interface Stay {
  readonly checkin_date: LocalDate;
  readonly checkout_date: LocalDate;
  readonly room_code?: string | undefined;
  readonly lines?: readonly { readonly room_code: string }[] | undefined;
}

/** What a booking over the native API is about. */
export function aboutStay({ checkin_date, checkout_date, room_code, lines = [] }: Stay): MessageAbout {
  const codes = lines.map((line) => line.room_code);
  return {
    content: 'reservations',
    rooms: new Set(room_code === undefined ? codes : [room_code, ...codes]),
    first_date: checkin_date,
    last_date: checkin_date < checkout_date ? addDays(checkout_date, -1) : checkin_date,
  };
}

function touchedBy(parts: readonly AriMessage[]) {
  const rooms = new Set<string>();
  const span = new Span();
  for (const { updates } of parts) {
    for (const { room_code, from, to } of updates) {
      if (room_code !== null) rooms.add(room_code);
      span.add(from, to);
    }
  }
  return { rooms, ...span.dates() };
}

class Span {
  #first: LocalDate | null = null;
  #last: LocalDate | null = null;

  add(from: LocalDate, to: LocalDate): void {
    if (this.#first === null || from < this.#first) this.#first = from;
    if (this.#last === null || to > this.#last) this.#last = to;
  }

  dates(): { first_date: LocalDate | null; last_date: LocalDate | null } {
    return { first_date: this.#first, last_date: this.#last };
  }
}

/** As they are stored: each between two line feeds, so that one is found whole and no code of another sort ends it. */
export function roomsText(rooms: ReadonlySet<string> | undefined): string | null {
  if (rooms === undefined || rooms.size === 0) return null;
  let text = '\n';
  let kept = 0;
  for (const room of rooms) {
    const line = `${hideCardNumbers(room.replaceAll('\n', ' ')).slice(0, 64)}\n`;
    if (kept === MOST_ROOMS || text.length + line.length > MOST_CHARACTERS) return `${text}${MORE_ROOMS}\n`;
    text += line;
    kept += 1;
  }
  return text;
}

/** @returns the codes and whether there were more. */
export function readRooms(text: string | null): { rooms: readonly string[]; more: boolean } {
  const rooms = (text ?? '').split('\n').filter((room) => room !== '');
  const more = rooms.at(-1) === MORE_ROOMS;
  return { rooms: more ? rooms.slice(0, -1) : rooms, more };
}
