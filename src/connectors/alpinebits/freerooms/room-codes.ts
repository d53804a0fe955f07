import { quote, refuse } from '../../shared/opentravel/message-decoder.js';
import type { XmlAttributes } from '../../shared/xml-reader.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { AB } from '../numbers.js';

export interface RoomCodes {
  readonly room_code: string;
  readonly unit_code: string | null;
}

/** The codes of a StatusApplicationControl: InvTypeCode the category, InvCode beside it one room. null after a fault. */
export function readCodes(attributes: XmlAttributes, context: AlpineBitsContext): RoomCodes | null {
  const { InvTypeCode: category, InvCode: room } = attributes;
  if (category === undefined) {
    refuse(context, AB.missing, 'InvTypeCode is missing; write the code of the room category');
    return null;
  }
  const longest = context.dialect.limits.room_code ?? 8;
  if (!isCode('InvTypeCode', category, { longest, context })) return null;
  if (room !== undefined && !isCode('InvCode', room, { longest: 16, context })) return null;
  return { room_code: category, unit_code: room ?? null };
}

interface CodeRule {
  readonly longest: number;
  readonly context: AlpineBitsContext;
}

/** "AlpineBits, FreeRooms": 8 characters where OpenTravel has 16. */
function isCode(name: string, code: string, { longest, context }: CodeRule): boolean {
  if (code.trim() === '') {
    refuse(context, AB.invalidValue, `${name} is empty; write the code or leave the attribute out`);
    return false;
  }
  if (code.length > longest) {
    refuse(
      context,
      AB.invalidValue,
      `${name} ${quote(code)} has more than ${longest} characters; use a shorter code`,
    );
    return false;
  }
  return true;
}
