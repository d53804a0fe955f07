import type { Client } from '@elastic/elasticsearch';
import { alreadyExists, isMissing, onElasticsearch } from './elasticsearch-errors.js';
import { INDEX_DEFINITION } from './elasticsearch-mapping.js';
import type { RebuildTarget } from './search-index.js';

/** The indexes behind an alias: the one that answers and, during a rebuild, the one that is filled to succeed it. */
export class ElasticsearchIndexes {
  private readonly nextAlias: string;
  /** Known to be there; checked anew after a write that did not find it. */
  private ready = false;

  constructor(
    private readonly client: Client,
    private readonly alias: string,
  ) {
    this.nextAlias = `${alias}_next`;
  }

  /** Aliases that a write goes to; makes the first index where there is none. */
  async toWrite(into: 'live' | 'rebuild'): Promise<string[]> {
    if (into === 'rebuild') return [this.nextAlias];
    await this.ensureFirst();
    return this.liveAliases();
  }

  /** A write did not find what it was to go to. */
  doubt(): void {
    this.ready = false;
  }

  async beginRebuild(): Promise<RebuildTarget> {
    const left = await this.indexOf(this.nextAlias);
    if (left !== undefined) return { name: left, resumed: true };
    const name = `${this.alias}_v${Date.now()}`;
    await onElasticsearch(() =>
      this.client.indices.create({ index: name, aliases: { [this.nextAlias]: {} }, ...INDEX_DEFINITION }),
    );
    return { name, resumed: false };
  }

  async finishRebuild({ name }: RebuildTarget): Promise<void> {
    await onElasticsearch(() => this.client.indices.refresh({ index: name }));
    const old = await this.indexOf(this.alias);
    // One step for the cluster: no search finds no index, and no write goes to the old one alone.
    await onElasticsearch(() =>
      this.client.indices.updateAliases({
        actions: [
          { add: { index: name, alias: this.alias } },
          { remove: { index: name, alias: this.nextAlias } },
          ...(old === undefined || old === name ? [] : [{ remove_index: { index: old } }]),
        ],
      }),
    );
  }

  /**
   * Asked before each write, after the reading that it follows: who begins a rebuild makes its alias before reading
   * anything, so a write that does not see it yet only holds what that rebuild reads later anyway.
   */
  private async liveAliases(): Promise<string[]> {
    const filling = await onElasticsearch(() => this.client.indices.existsAlias({ name: this.nextAlias }));
    return filling ? [this.alias, this.nextAlias] : [this.alias];
  }

  /** The first one has a fixed name, so that two processes that start at once make one. */
  private async ensureFirst(): Promise<void> {
    if (this.ready) return;
    if ((await this.indexOf(this.alias)) === undefined) {
      try {
        await onElasticsearch(() =>
          this.client.indices.create({
            index: `${this.alias}_v1`,
            aliases: { [this.alias]: {} },
            ...INDEX_DEFINITION,
          }),
        );
      } catch (error) {
        if (!alreadyExists(error)) throw error;
      }
    }
    this.ready = true;
  }

  private async indexOf(alias: string): Promise<string | undefined> {
    try {
      const answer = await onElasticsearch(() => this.client.indices.getAlias({ name: alias }));
      return Object.keys(answer)[0];
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}
