import type { Connector } from '../../core/model/connector.js';
import type { Dialect } from '../../core/model/dialect.js';

/** A wire contract as data: what `adapter list --json` shows. */
export interface AdapterDescription {
  readonly id: string;
  readonly title: string;
  readonly sides: Connector['sides'];
  readonly versions: readonly string[];
  readonly messages: readonly string[];
  /** What it sends beside what it reads. */
  readonly sends: readonly ('ari' | 'reservations')[];
  /** Whether reservations are fetched from the channel. */
  readonly pulls: boolean;
  /** Fields of a dialect that a partner may set otherwise. */
  readonly overridable: readonly string[];
  readonly certification_cases: number;
  readonly dialects: readonly Dialect[];
}

export function describeAdapter(connector: Connector): AdapterDescription {
  const { id, title, sides, versions, messages, dialects, channel, pms } = connector;
  const { overridable = [], certification = [], push_certification = [] } = connector;
  return {
    ...{ id, title, sides, versions, messages },
    sends: [
      ...(channel === undefined ? [] : (['ari'] as const)),
      ...(pms === undefined ? [] : (['reservations'] as const)),
    ],
    pulls: channel?.pull !== undefined,
    overridable,
    certification_cases: certification.length + push_certification.length,
    dialects,
  };
}
