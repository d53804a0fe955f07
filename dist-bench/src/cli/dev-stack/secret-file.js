import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
/** The password kept in `file` (mode 0600); made up, 32 characters safe in a URL, when there is none yet. */
export function keptSecret(file) {
    try {
        writeFileSync(file, randomBytes(24).toString('base64url'), { flag: 'wx', mode: 0o600 });
    }
    catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
            throw error;
        chmodSync(file, 0o600);
    }
    const secret = readFileSync(file, 'utf8');
    // An empty file is what a full disk leaves behind.
    if (/^[\w-]{16,}$/.test(secret))
        return secret;
    const fresh = randomBytes(24).toString('base64url');
    writeFileSync(file, fresh, { mode: 0o600 });
    return fresh;
}
//# sourceMappingURL=secret-file.js.map