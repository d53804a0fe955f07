import { spawn } from 'node:child_process';
import { startTicks } from './process-identity.js';
/**
 * `cat` ends when the pipe does, which is when the process that started us is gone in whatever way. $2 is compared
 * with the start time in /proc, so that a later process with the same number is left alone.
 */
const SCRIPT = 'cat >/dev/null; ticks=$(sed "s/.*) //" "/proc/$1/stat" 2>/dev/null | cut -d" " -f20); ' +
    '[ "$ticks" = "$2" ] && kill -TERM "$1"';
/**
 * Ends `pid` with SIGTERM when this process dies without stopping it (SIGKILL, a crash). Needs /proc; elsewhere
 * left-overs wait for the next start to reap them. Answers how to call the watchdog off.
 */
export function watchOver(pid) {
    const ticks = startTicks(pid);
    if (ticks === undefined)
        return () => undefined;
    const dog = spawn('/bin/sh', ['-c', SCRIPT, 'bellhop-watchdog', String(pid), ticks], {
        // A session of its own: the Ctrl-C that we answer with an orderly stop must not end it first.
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
        env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    });
    // Without /bin/sh there is no watchdog, and the next start reaps.
    dog.on('error', () => undefined);
    dog.unref();
    return () => {
        dog.kill('SIGKILL');
    };
}
//# sourceMappingURL=watchdog.js.map