import type { EncodedAnswer, MessageOutcome } from '../../core/model/connector.js';
import { xmlAnswer } from '../shared/opentravel/soap-answer.js';
import { element } from '../shared/xml-writer.js';
import { AR_ANSWER_NAMESPACE, EXPEDIA_DIALECTS } from './profile.js';

const { errors: ERRORS } = EXPEDIA_DIALECTS[0];
/** The API's number for trouble on its own side: try again. */
const TROUBLE = '4000';

/** What a partner that plays Expedia answers to an update. */
export function arAnswer(outcome: MessageOutcome): EncodedAnswer {
  const faults =
    outcome.kind === 'refused'
      ? outcome.faults
      : outcome.kind === 'failed'
        ? [{ pointer: '', code: outcome.error.code, message: outcome.error.message, ota: undefined }]
        : [];
  const errors = faults.map(({ code, message, ota }) =>
    element('Error', { code: ota?.code ?? ERRORS[code]?.code ?? TROUBLE }, message),
  );
  const root = element(
    'AvailRateUpdateRS',
    { xmlns: AR_ANSWER_NAMESPACE },
    ...(errors.length > 0 ? errors : [element('Success')]),
  );
  return xmlAnswer(200, root);
}
