import type { Dialect } from '../../../core/model/dialect.js';
import type { CreateMessageDecoder } from './message-decoder.js';
import type { CreateHeaderReader } from './soap-envelope.js';

/** What one contract of this family reads. */
export interface DocumentGrammar {
  /** By the name of the root element. */
  readonly messages: ReadonlyMap<string, CreateMessageDecoder>;
  readonly dialect: Dialect;
  /** What stands in the SOAP header; absent: a UsernameToken of WS-Security. */
  readonly header?: CreateHeaderReader;
  /** Elements of which a message may have thousands; absent: those that most contracts have. */
  readonly listItems?: ReadonlySet<string>;
}
