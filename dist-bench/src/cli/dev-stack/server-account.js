import { chownSync, lchownSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
/** Users that exist on common systems to run a service with no rights of its own, best first. */
const UNPRIVILEGED = ['mysql', 'nobody'];
const OTHERS_MAY_PASS = 0o001;
/**
 * Root gives its private servers an unprivileged user, as long as that user can reach `paths` (data and programs).
 * Below a directory closed to others (a home, a mkdtemp) it cannot: then the servers run as root, which is the
 * only way left and harms nothing beyond what root's own process could.
 */
export function serverAccount(paths) {
    if (process.getuid?.() !== 0)
        return undefined;
    const account = unprivilegedUser();
    if (account === undefined)
        return undefined;
    const reachable = paths.every((path) => canPass(path, account));
    return reachable ? account : undefined;
}
/** Gives a directory with all below it to the account; to ourselves when there is none (data of an earlier run). */
export function giveTo(directory, account) {
    if (process.getuid?.() !== 0)
        return;
    const { uid, gid } = account ?? { uid: 0, gid: 0 };
    chownSync(directory, uid, gid);
    for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
        lchownSync(join(entry.parentPath, entry.name), uid, gid);
    }
}
function unprivilegedUser() {
    let lines;
    try {
        lines = readFileSync('/etc/passwd', 'utf8').split('\n');
    }
    catch {
        return undefined;
    }
    for (const name of UNPRIVILEGED) {
        const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
        const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
        if (uid > 0 && gid > 0)
            return { uid, gid };
    }
    return undefined;
}
function canPass(path, account) {
    for (let current = dirname(resolve(path));; current = dirname(current)) {
        const stat = statSync(current);
        const owns = stat.uid === account.uid && (stat.mode & 0o100) !== 0;
        if (!owns && (stat.mode & OTHERS_MAY_PASS) === 0)
            return false;
        if (current === dirname(current))
            return true;
    }
}
//# sourceMappingURL=server-account.js.map