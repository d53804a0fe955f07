/** Every version of AlpineBits HotelData that is spoken here, oldest first. */
export const WIRE_VERSIONS = ['2017-10', '2018-10', '2020-10', '2022-10', '2024-10'] as const;

export type WireVersion = (typeof WIRE_VERSIONS)[number];

/** @returns null for a version that is not spoken here. */
export function wireVersionOf(text: string): WireVersion | null {
  return WIRE_VERSIONS.find((version) => version === text) ?? null;
}

/** The versions of a rule or an action; both ends belong to it, a missing one is open. */
export interface VersionRange {
  readonly since?: WireVersion;
  readonly until?: WireVersion;
}

/** Versions compare as text: year and month. */
export function isWithin(version: WireVersion, { since, until }: VersionRange): boolean {
  return (since === undefined || since <= version) && (until === undefined || version <= until);
}

export function newestWithin(range: VersionRange): WireVersion {
  return WIRE_VERSIONS.findLast((version) => isWithin(version, range)) ?? '2024-10';
}
