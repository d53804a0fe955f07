import { quote, refuse } from './message-decoder.js';
import { OTA } from './ota-numbers.js';
export const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';
/**
 * Whether an Envelope element is one of SOAP 1.2, whose senders expect another content type and other faults
 * ("pmsXchange, transport": SOAP 1.1 only). A missing namespace counts as SOAP 1.1.
 */
export function isSoap12(attributes) {
    return Object.values(attributes).includes(SOAP_12);
}
export function createSoapEnvelope(context) {
    let section = null;
    let inToken = false;
    let username;
    let password;
    return {
        open(name, elementAttributes, depth) {
            if (depth === 2)
                section = name;
            if (section === 'Body' && depth === 3)
                return 'message';
            if (section !== 'Header')
                return 'envelope';
            if (name === 'UsernameToken')
                inToken = true;
            else if (inToken && name === 'Username')
                context.captureText((text) => (username = text.trim()));
            else if (inToken && name === 'Password') {
                checkPasswordType(elementAttributes['Type'], context);
                context.captureText((text) => (password = text));
            }
            return 'envelope';
        },
        close(name) {
            if (name === 'UsernameToken')
                inToken = false;
        },
        credentials: () => (username === undefined || password === undefined ? null : { username, password }),
    };
}
/** A digest cannot be checked against a stored hash. */
function checkPasswordType(type, context) {
    if (type === undefined || type.endsWith('#PasswordText'))
        return;
    refuse(context, OTA.authentication, `Password Type ${quote(type.slice(type.indexOf('#')))} is not accepted; send #PasswordText`, {
        code: 'UNAUTHENTICATED',
    });
}
//# sourceMappingURL=soap-envelope.js.map