import { createApp } from '../core/app.js';
import { readConfig } from '../core/config.js';
import type { Connector } from '../core/model/connector.js';
import type { AppError } from '../core/model/errors.js';
import { createLogger, type Logger } from '../core/platform/logger.js';
import { classifyError } from './classify-error.js';
import { readCommandLine } from './command-line.js';
import { describeError } from './describe-error.js';
import { startRoles } from './workers/start-roles.js';

/** After this long whoever stops us would do it by force. */
const DEADLINE_MS = 9_800;

const EXIT = { failed: 1, config: 2 } as const;

export interface RunOptions {
  readonly process: NodeJS.Process;
  readonly connectors: readonly Connector[];
}

/**
 * A gateway process from its environment to its end. Exit code 2: a setting or an argument is wrong; 1: it could not
 * start, or broke.
 */
export async function runGateway({ process, connectors }: RunOptions): Promise<void> {
  const asked = readCommandLine(process.argv.slice(2));
  if (asked.kind === 'say') {
    process[asked.exit === 0 ? 'stdout' : 'stderr'].write(asked.text);
    process.exitCode = asked.exit;
    return;
  }
  let logger: Logger | undefined;
  try {
    const config = readConfig(process.env);
    logger = createLogger(config.logLevel);
    const app = await createApp({ config, connectors, logger, runtimeMetrics: true });
    failLoudly(process, logger);
    const stop = await startRoles(app);
    stopOnSignal(process, { logger, stop });
  } catch (thrown) {
    const error = classifyError(thrown);
    process.stderr.write(explain(error));
    logger?.fatal({ event: 'gateway.not_started', ...causeForLog(error) });
    process.exit(error.code === 'CONFIG' ? EXIT.config : EXIT.failed);
  }
}

function explain({ message, next }: AppError): string {
  return `bellhop gateway: ${message}\n${next === undefined ? '' : `next: ${next}\n`}`;
}

/** Where in our code it came up helps only who mends the code; what an operator has to do is in the message. */
function causeForLog(error: AppError): object {
  const { code, kind, message, cause } = error;
  if (kind === 'bug') return { code, error: describeError(error) };
  return { code, message, ...(cause instanceof Error && 'code' in cause ? { cause: cause.code } : {}) };
}

interface Ending {
  readonly logger: Logger;
  readonly stop: () => Promise<void>;
}

function stopOnSignal(process: NodeJS.Process, { logger, stop }: Ending): void {
  let asked = false;
  const end = (signal: NodeJS.Signals): void => {
    if (asked) {
      logger.warn(
        { event: 'gateway.aborted', signal },
        'Asked twice to stop: requests under way are cut off',
      );
      process.exit(EXIT.failed);
    }
    asked = true;
    logger.info({ event: 'gateway.stopping', signal });
    // Holds the process as well: with nothing left to wait for it would end before it has said how.
    setTimeout(() => {
      logger.error({ event: 'gateway.stuck' }, 'Could not stop in time');
      process.exit(EXIT.failed);
    }, DEADLINE_MS);
    stop().then(
      () => {
        logger.info({ event: 'gateway.stopped' });
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ event: 'gateway.stop_failed', error: describeError(error) });
        process.exit(EXIT.failed);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

/** After a bug that nobody caught the state of the process is unknown: whoever runs us starts a fresh one. */
function failLoudly(process: NodeJS.Process, logger: Logger): void {
  const fail = (event: string) => (error: unknown) => {
    logger.fatal({ event, error: describeError(error) });
    process.exit(EXIT.failed);
  };
  process.on('unhandledRejection', fail('gateway.unhandled_rejection'));
  process.on('uncaughtException', fail('gateway.uncaught_exception'));
}
