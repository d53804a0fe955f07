import { decodeNative } from './decode.js';
const CONTENT_TYPE = 'application/json; charset=utf-8';
/** Bellhop's own JSON: the contract of those who have none. Over HTTP the gateway answers with problem+json. */
export function createNativeConnector() {
    return {
        id: 'native',
        title: "Bellhop's own JSON",
        decode: (body, { charset }) => decodeNative(body, charset),
        encode: (_envelope, outcome) => encodeNative(outcome),
    };
}
function encodeNative(outcome) {
    switch (outcome.kind) {
        case 'applied':
            return json(200, { ok: true });
        case 'pong':
            return json(200, { ok: true, echo: outcome.echo });
        case 'reservations':
            return json(200, { ok: true, reservations: outcome.reservations });
        case 'refused':
            return refused(400, outcome.faults[0]?.code ?? 'VALIDATION', outcome.faults);
        case 'failed': {
            const { code, faults, retryable } = outcome.error;
            return refused(retryable ? 503 : 422, code, faults, outcome.error.message);
        }
    }
}
function refused(status, code, faults, message = 'The message was refused; nothing of it was applied') {
    const errors = faults.map((fault) => ({
        pointer: fault.pointer,
        code: fault.code,
        message: fault.message,
    }));
    return json(status, { ok: false, error: { code, message, errors } });
}
function json(status, document) {
    return { status, contentType: CONTENT_TYPE, body: JSON.stringify(document) };
}
//# sourceMappingURL=native-connector.js.map