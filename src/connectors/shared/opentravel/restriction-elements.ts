import type { Restrictions } from '../../../core/model/ari.js';
import type { XmlAttributes } from '../xml-reader.js';
import { applyLengthOfStay, applyPattern } from './length-of-stay.js';
import { booleanOf, type OtaContext } from './message-decoder.js';
import { applyRestrictionStatus } from './restriction-status.js';

/** What is known of an item's restrictions while its elements are read. */
export interface RestrictionState {
  readonly set: Restrictions;
  /** As the message says it; undefined: as its dialect means it. */
  arrivalBased: boolean | undefined;
  /** Inside a FullPatternLOS that still waits for its pattern. */
  awaitsPattern: boolean;
}

/**
 * RestrictionStatus and LengthsOfStay, wherever a message holds them. Several siblings are read where the schema allows
 * one ("OTA, AvailStatusMessage": real senders send three).
 * @returns false for every other element.
 */
export function openRestriction(
  state: RestrictionState,
  name: string,
  attributes: XmlAttributes,
  context: OtaContext,
): boolean {
  switch (name) {
    case 'RestrictionStatus':
      applyRestrictionStatus(attributes, state.set, context);
      return true;
    case 'LengthsOfStay':
      state.arrivalBased = booleanOf(attributes['ArrivalDateBased'] ?? '') ?? undefined;
      return true;
    case 'LengthOfStay':
      state.awaitsPattern = attributes['MinMaxMessageType'] === 'FullPatternLOS';
      if (!state.awaitsPattern)
        applyLengthOfStay(attributes, state.set, { arrivalBased: state.arrivalBased, context });
      return true;
    case 'LOS_Pattern':
      if (state.awaitsPattern) applyPattern(attributes['FullPatternLOS'], state.set, context);
      state.awaitsPattern = false;
      return true;
    default:
      return false;
  }
}

/** At the end of any element of the item: a FullPatternLOS without pattern is told. */
export function closeRestriction(state: RestrictionState, name: string, context: OtaContext): void {
  if (name !== 'LengthOfStay' || !state.awaitsPattern) return;
  state.awaitsPattern = false;
  applyPattern(undefined, state.set, context);
}
