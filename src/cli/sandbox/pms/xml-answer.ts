import { attributeOf, findAll, readXmlAnswer } from '../../../connectors/shared/xml-tree.js';
import type { GatewayReply } from '../reservations/reservation-writer.js';
import { pushVerdictOf, type PushVerdict } from './pms-contract.js';

const ADVISORY = '11';
/** What passes by itself: system errors and throttling ("ERR system"). */
const PASSING: ReadonlySet<string> = new Set(['187', '188', '191', '366', '784', '888']);

/** Success, Errors, or Warnings that say what was not processed as sent ("AlpineBits, outcomes"). */
export function readXmlVerdict(reply: GatewayReply): PushVerdict {
  const root = readXmlAnswer(reply.body);
  const unclear = pushVerdictOf(reply);
  if (root === null) return unclear ?? { kind: 'retry', error: 'The answer is not XML' };
  const [error] = findAll(root, 'Error');
  if (error !== undefined) {
    const code = attributeOf(error, 'Code') ?? '';
    const said = attributeOf(error, 'ShortText') ?? error.text;
    return { kind: PASSING.has(code) ? 'retry' : 'refused', error: `${code} ${said}`.trim() };
  }
  if (unclear !== null) return unclear;
  if (findAll(root, 'Success').length === 0)
    return { kind: 'retry', error: 'The answer says neither Success nor Errors' };
  const warning = findAll(root, 'Warning').find(
    (node) => (attributeOf(node, 'Type') ?? ADVISORY) !== ADVISORY,
  );
  return warning === undefined ? { kind: 'accepted' } : { kind: 'refused', error: warning.text };
}
