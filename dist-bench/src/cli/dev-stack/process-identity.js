import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
/**
 * What tells this process from a later one that was given the same number: boot and start time.
 * Undefined when no such process runs; one that has ended and only waits for its parent (zombie) does not run.
 */
export function processIdentity(pid) {
    return process.platform === 'linux' ? linuxIdentity(pid) : portableIdentity(pid);
}
/** Start time in clock ticks since boot as /proc tells it, undefined where there is no /proc or no such process. */
export function startTicks(pid) {
    let stat;
    try {
        stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    }
    catch {
        return undefined;
    }
    // The program's name stands in parentheses and may hold anything, so fields are counted from its end (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    return state === 'Z' || state === 'X' ? undefined : fields[19];
}
function linuxIdentity(pid) {
    const ticks = startTicks(pid);
    if (ticks === undefined)
        return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`;
}
function portableIdentity(pid) {
    try {
        const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
        const [state = 'Z', ...start] = line.split(/\s+/);
        return state.startsWith('Z') ? undefined : start.join(' ');
    }
    catch {
        // ps exits 1 when there is no such process.
        return undefined;
    }
}
//# sourceMappingURL=process-identity.js.map