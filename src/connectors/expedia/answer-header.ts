import type { Envelope } from '../../core/model/connector.js';
import { element, type XmlElement } from '../shared/xml-writer.js';

const HEADER_NAMESPACE = 'http://www.newtrade.com/expedia/R14/header';

/** The `Interface` header of an answer: the ids of the request, source and destination exchanged. */
export function answerHeader({ extra = {} }: Envelope, message: string): XmlElement {
  const descriptor = element(
    'PayloadDescriptor',
    { Name: message, Version: extra['payload_version'] },
    extra['hotel_code'] === undefined
      ? undefined
      : element('PayloadReference', { SupplierHotelCode: extra['hotel_code'] }),
  );
  const comm = element('CommDescriptor', {
    SourceId: extra['destination_id'] ?? extra['responder_id'],
    DestinationId: extra['source_id'] ?? extra['requestor_id'],
    RetryIndicator: 'false',
  });
  const payload = element(
    'PayloadInfo',
    {
      RequestId: extra['request_id'],
      RequestorId: extra['requestor_id'],
      ResponderId: extra['responder_id'],
      Location: 'Body',
    },
    comm,
    descriptor,
  );
  return element(
    'Interface',
    { xmlns: HEADER_NAMESPACE, Name: 'ExpediaDirectConnect', Version: '4.0' },
    payload,
  );
}
