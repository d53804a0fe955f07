import type { DecodedContent } from '../../core/model/connector.js';

/** The reservations of a message that says it was sent before. */
export function asRepeated(content: DecodedContent): DecodedContent {
  if (content.kind !== 'reservations') return content;
  const reservations = content.reservations.map((each) => ({ ...each, repeated: true as const }));
  return { ...content, reservations };
}
