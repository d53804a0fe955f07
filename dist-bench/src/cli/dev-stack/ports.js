import { createServer } from 'node:net';
import { AppError } from '../../core/model/errors.js';
const LOOPBACK = '127.0.0.1';
/** A loopback TCP port that nobody listens on now, picked by the system from its high range. */
export async function freePort() {
    return listenOnce(0);
}
/**
 * The wished-for port, once it is known to be free.
 * @throws AppError CONFLICT naming the port and the remedy when something listens there, FORBIDDEN below 1024 without the right.
 */
export async function claimPort(port, remedy) {
    try {
        return await listenOnce(port);
    }
    catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
        if (code === 'EADDRINUSE') {
            throw new AppError('CONFLICT', `Port ${port} on ${LOOPBACK} is already taken by another process; ${remedy}.`, {
                details: { port },
                cause,
            });
        }
        if (code === 'EACCES') {
            throw new AppError('FORBIDDEN', `Port ${port} may not be opened by this user; ${remedy}.`, {
                details: { port },
                cause,
            });
        }
        throw cause;
    }
}
/** The port a server had last time while it is free, else another: addresses then stay the same over restarts. */
export async function preferPort(port) {
    if (port === undefined)
        return freePort();
    try {
        return await listenOnce(port);
    }
    catch {
        return freePort();
    }
}
function listenOnce(port) {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once('error', reject);
        server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
            const address = server.address();
            const bound = typeof address === 'object' && address !== null ? address.port : port;
            server.close(() => {
                resolve(bound);
            });
        });
    });
}
//# sourceMappingURL=ports.js.map