import type { CreateHeaderReader } from '../shared/opentravel/soap-envelope.js';

/** Attributes of the header that the answer repeats or needs, by the name under which the envelope keeps them. */
const KEPT: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  PayloadInfo: [
    ['RequestId', 'request_id'],
    ['RequestorId', 'requestor_id'],
    ['ResponderId', 'responder_id'],
    ['ExpirationDateTime', 'expires'],
  ],
  CommDescriptor: [
    ['SourceId', 'source_id'],
    ['DestinationId', 'destination_id'],
    ['RetryIndicator', 'retry'],
  ],
  PayloadDescriptor: [['Version', 'payload_version']],
  PayloadReference: [['SupplierHotelCode', 'hotel_code']],
};

/** Expedia's own SOAP header, `Interface`, instead of WS-Security ("Expedia, booking notification"). */
export const createInterfaceHeader: CreateHeaderReader = () => {
  const extra: Record<string, string> = {};
  let username: string | undefined;
  let password: string | undefined;
  return {
    open(name, attributes) {
      if (name === 'Authentication') {
        username = attributes['Username']?.trim();
        password = attributes['Password'];
      }
      for (const [attribute, key] of KEPT[name] ?? []) {
        const value = attributes[attribute];
        if (value !== undefined) extra[key] = value;
      }
    },
    close: () => undefined,
    credentials: () => (username === undefined || password === undefined ? null : { username, password }),
    extra: () => extra,
  };
};
