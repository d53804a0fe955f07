import { refuse, type CreateMessageDecoder } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

/** OTA_PingRQ: whatever stands in EchoData comes back as it is. */
export const createPing: CreateMessageDecoder = (context) => {
  let echo: string | undefined;
  return {
    open(name) {
      if (name !== 'EchoData') return false;
      context.captureText((text) => (echo = text));
      return true;
    },
    close() {
      return;
    },
    finish() {
      if (echo === undefined)
        refuse(context, OTA.missing, 'EchoData is missing', { place: { at: '/OTA_PingRQ' } });
      return { kind: 'ping', echo: echo ?? '' };
    },
  };
};
