import type { App } from '../core/app.js';
import type { Engine } from '../core/health.js';
import { AppError } from '../core/model/errors.js';

const TITLES: Readonly<Record<Engine, string>> = {
  kafka: 'Kafka',
  elasticsearch: 'Elasticsearch',
  cassandra: 'Cassandra',
};

/**
 * Runs what needs the engines. What they say to a guest when they are away ("search again soon") is no help for who has
 * to start them.
 * @throws AppError UNAVAILABLE that names the one to start
 */
export async function needingEngines<R>(
  app: Pick<App, 'health'>,
  engines: readonly Engine[],
  work: () => Promise<R>,
): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'UNAVAILABLE') throw error;
    const { checks } = await app.health();
    const away = engines.filter((engine) => checks[engine] === 'down').map((engine) => TITLES[engine]);
    if (away.length === 0) throw error;
    throw new AppError(
      'UNAVAILABLE',
      `Not answering: ${away.join(', ')}. Start what is away, then run this again.`,
      { next: 'bellhop doctor', cause: error },
    );
  }
}
