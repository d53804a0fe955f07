import type { EncodedAnswer, MessageOutcome } from '../../core/model/connector.js';
import { xmlAnswer } from '../shared/opentravel/soap-answer.js';
import { faultsOf, warningsOf } from '../shared/outcome-faults.js';
import { element } from '../shared/xml-writer.js';
import { AR_ANSWER_NAMESPACE, EXPEDIA_DIALECTS } from './profile.js';

const { errors: ERRORS } = EXPEDIA_DIALECTS[0];
/** The API's number for trouble on its own side: try again. */
const TROUBLE = '4000';
/** The first of the numbers that tell what of a message was not applied (7000 to 8000). */
const NOT_APPLIED = '7000';

/** What a partner that plays Expedia answers to an update. */
export function arAnswer(outcome: MessageOutcome): EncodedAnswer {
  const errors = faultsOf(outcome).map(({ code, message, ota }) =>
    element('Error', { code: ota?.code ?? ERRORS[code]?.code ?? TROUBLE }, message),
  );
  const warnings = warningsOf(outcome).map(({ message }) =>
    element('Warning', { code: NOT_APPLIED }, message),
  );
  const root = element(
    'AvailRateUpdateRS',
    { xmlns: AR_ANSWER_NAMESPACE },
    ...(errors.length > 0 ? errors : [element('Success', {}, ...warnings)]),
  );
  return xmlAnswer(200, root);
}
