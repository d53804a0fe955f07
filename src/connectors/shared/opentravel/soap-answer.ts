import type { EncodedAnswer } from '../../../core/model/connector.js';
import { element, writeXml, type XmlElement } from '../xml-writer.js';
import { SOAP_11 } from './soap-envelope.js';

export const OTA_NAMESPACE = 'http://www.opentravel.org/OTA/2003/05';
export const XML_CONTENT_TYPE = 'text/xml; charset=utf-8';

/** A message in a SOAP 1.1 envelope, its header empty where none is given. */
export function inSoap(content: XmlElement, header?: XmlElement): XmlElement {
  return element(
    'SOAP-ENV:Envelope',
    { 'xmlns:SOAP-ENV': SOAP_11 },
    element('SOAP-ENV:Header', {}, header),
    element('SOAP-ENV:Body', {}, content),
  );
}

/** `side`: whose trouble it is; a sender tries again what is ours. */
export function soapFault(
  side: 'Server' | 'Client',
  detail: { readonly code?: string; readonly text: string },
): XmlElement {
  const code = detail.code === undefined ? side : `${side}.${detail.code}`;
  return element(
    'SOAP-ENV:Fault',
    {},
    element('faultcode', {}, `SOAP-ENV:${code}`),
    element('faultstring', {}, detail.text),
  );
}

export function xmlAnswer(status: number, root: XmlElement): EncodedAnswer {
  return { status, contentType: XML_CONTENT_TYPE, body: writeXml(root) };
}

/** A request of a contract over SOAP 1.1, with the UsernameToken of WS-Security in its header. */
export function inSecuredSoap(
  content: XmlElement,
  { username, password }: { readonly username: string; readonly password: string },
): XmlElement {
  const token = element(
    'wsse:UsernameToken',
    {},
    element('wsse:Username', {}, username),
    element('wsse:Password', { Type: PASSWORD_TEXT }, password),
  );
  const security = element('wsse:Security', { 'SOAP-ENV:mustUnderstand': 1, 'xmlns:wsse': WSSE }, token);
  return inSoap(content, security);
}

const OASIS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
const WSSE = `${OASIS}-wssecurity-secext-1.0.xsd`;
const PASSWORD_TEXT = `${OASIS}-username-token-profile-1.0#PasswordText`;
