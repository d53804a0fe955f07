import type { CertificationCase } from '../../core/model/certification.js';
import type { Connector } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import type { PushCase } from '../../core/model/push-certification.js';

export interface ChosenCases {
  /** What a partner sends to the gateway, with the place in its list. */
  readonly received: readonly { readonly place: number; readonly one: CertificationCase }[];
  /** What the gateway sends to a channel. */
  readonly pushed: readonly PushCase[];
}

/** @throws AppError VALIDATION for a contract without list, or a case that it does not have. */
export function chooseCases(
  connector: Connector,
  wanted: readonly string[] | undefined,
  { pushes }: { readonly pushes: boolean },
): ChosenCases {
  const received = (pushes ? [] : (connector.certification ?? [])).map((one, place) => ({ place, one }));
  const pushed = connector.push_certification ?? [];
  const ids = [...received.map(({ one }) => one.id), ...pushed.map(({ id }) => id)];
  if (ids.length === 0)
    throw new AppError('VALIDATION', `Connector "${connector.id}" has no certification list.`);
  if (wanted === undefined) return { received, pushed };
  const unknown = wanted.find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    const next = `bellhop adapter certify ${connector.id} --dry-run`;
    throw new AppError('VALIDATION', `There is no case "${unknown}"; there are ${ids.join(', ')}.`, { next });
  }
  return {
    received: received.filter(({ one }) => wanted.includes(one.id)),
    pushed: pushed.filter(({ id }) => wanted.includes(id)),
  };
}
