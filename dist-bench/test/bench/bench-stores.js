import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMariaDb } from '../../src/cli/dev-stack/mariadb.js';
import { startRedis } from '../../src/cli/dev-stack/redis.js';
/** A MariaDB that flushes every commit, as a real one must, and a Redis; both private, both gone afterwards. */
export async function startBenchStores() {
    const directory = mkdtempSync(join(tmpdir(), 'bellhop-bench-'));
    // mkdtemp closes it to others, but as root the servers run as a user without rights.
    chmodSync(directory, 0o711);
    const started = [];
    const stop = async () => {
        for (const server of started)
            await server.stop();
        rmSync(directory, { recursive: true, force: true });
    };
    try {
        const mysql = await startMariaDb({ directory, durable: true });
        started.push(mysql);
        const redis = await startRedis({ directory });
        started.push(redis);
        return { mysqlUrl: mysql.url, redisUrl: redis.url, stop };
    }
    catch (error) {
        await stop();
        throw error;
    }
}
//# sourceMappingURL=bench-stores.js.map