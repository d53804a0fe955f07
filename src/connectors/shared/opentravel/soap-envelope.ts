import type { WireCredentials } from '../../../core/model/connector.js';
import type { XmlAttributes } from '../xml-reader.js';
import { quote, refuse, type OtaContext } from './message-decoder.js';
import { OTA } from './ota-numbers.js';

export const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';

/**
 * Whether an Envelope element is one of SOAP 1.2, whose senders expect another content type and other faults
 * ("pmsXchange, transport": SOAP 1.1 only). A missing namespace counts as SOAP 1.1.
 */
export function isSoap12(attributes: XmlAttributes): boolean {
  return Object.values(attributes).includes(SOAP_12);
}

/** Reads the elements of a SOAP header. */
export interface HeaderReader {
  open(name: string, attributes: XmlAttributes): void;
  close(name: string): void;
  /** Who sends, where the header says so completely. */
  credentials(): WireCredentials | null;
  /** What the answer repeats of it. */
  extra?(): Readonly<Record<string, string>>;
}

export type CreateHeaderReader = (context: OtaContext) => HeaderReader;

/** Reads what stands around the message in a SOAP envelope. */
export interface SoapEnvelope {
  readonly header: HeaderReader;
  /** @returns 'message' for the child of Body, which is the message's root element. */
  open(name: string, attributes: XmlAttributes, depth: number): 'envelope' | 'message';
  close(name: string): void;
}

export function createSoapEnvelope(header: HeaderReader): SoapEnvelope {
  let section: string | null = null;
  return {
    header,
    open(name, attributes, depth) {
      if (depth === 2) section = name;
      if (section === 'Body' && depth === 3) return 'message';
      if (section === 'Header' && depth > 2) header.open(name, attributes);
      return 'envelope';
    },
    close(name) {
      if (section === 'Header') header.close(name);
    },
  };
}

/** The UsernameToken of WS-Security. */
export const createSecurityHeader: CreateHeaderReader = (context) => {
  let inToken = false;
  let username: string | undefined;
  let password: string | undefined;
  return {
    open(name, attributes) {
      if (name === 'UsernameToken') inToken = true;
      else if (inToken && name === 'Username') context.captureText((text) => (username = text.trim()));
      else if (inToken && name === 'Password') {
        checkPasswordType(attributes['Type'], context);
        context.captureText((text) => (password = text));
      }
    },
    close(name) {
      if (name === 'UsernameToken') inToken = false;
    },
    credentials: () => (username === undefined || password === undefined ? null : { username, password }),
  };
};

/** A digest cannot be checked against a stored hash. */
function checkPasswordType(type: string | undefined, context: OtaContext): void {
  if (type === undefined || type.endsWith('#PasswordText')) return;
  refuse(
    context,
    OTA.authentication,
    `Password Type ${quote(type.slice(type.indexOf('#')))} is not accepted; send #PasswordText`,
    {
      code: 'UNAUTHENTICATED',
    },
  );
}
