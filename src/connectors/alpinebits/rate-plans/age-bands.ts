import type { AgeBand } from '../../../core/model/rate-plan-product.js';
import { refuse } from '../../shared/opentravel/message-decoder.js';
import type { XmlNode } from '../../shared/xml-tree.js';
import type { AlpineBitsContext } from '../document-decoder.js';
import { numberWithin } from '../node-values.js';
import { AB } from '../numbers.js';

const MAX_AGE = 99;

/** MinAge and MaxAge of an element: from the one up to, but without, the other. */
export function readBand(node: XmlNode, context: AlpineBitsContext): AgeBand {
  const min = numberWithin(node, 'MinAge', { min: 0, max: MAX_AGE }, context);
  const max = numberWithin(node, 'MaxAge', { min: 1, max: MAX_AGE }, context);
  if (min !== null && max !== null && min >= max)
    refuse(context, AB.invalidValue, `MinAge ${min} is not below MaxAge ${max}`, { place: node.place });
  return { min_age: min, max_age: max };
}

export function isInBand(age: number, { min_age, max_age }: AgeBand): boolean {
  return (min_age === null || age >= min_age) && (max_age === null || age < max_age);
}

/** One price for each age, or none: a child that two bands hold would have two. */
export function refuseOverlappingBands(
  bands: readonly AgeBand[],
  place: XmlNode | undefined,
  context: AlpineBitsContext,
): void {
  const sorted = [...bands].sort((a, b) => (a.min_age ?? 0) - (b.min_age ?? 0));
  const clash = sorted.find((band, i) => {
    const next = sorted[i + 1];
    return next !== undefined && (band.max_age === null || band.max_age > (next.min_age ?? 0));
  });
  if (clash === undefined || place === undefined) return;
  refuse(context, AB.invalidValue, 'Two age bands hold the same age; MaxAge does not belong to its band', {
    place: place.place,
  });
}
