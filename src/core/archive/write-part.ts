import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { schemaOf, toStored, type Column, type Row } from './parquet-columns.js';
import { startDigest, type PartDigest } from './part-checksum.js';

/** Rows of a row group: what reader and writer hold in memory at most. */
export const ROW_GROUP = 20_000;
export const FOOTER_KEY = 'bellhop';

export interface WrittenPart extends PartDigest {
  readonly bytes: number;
  /** SHA-256 of the file. */
  readonly sha256: string;
}

/** One Parquet file being written, row group by row group, in constant memory. */
export class PartWriter {
  private readonly digest;
  private readonly fileHash = createHash('sha256');
  private waiting: Row[] = [];
  private size = 0;

  private constructor(
    private readonly columns: readonly Column[],
    private readonly file: FileHandle,
    private readonly bytes: ByteWriter,
    private readonly parquet: ParquetWriter,
  ) {
    this.digest = startDigest(columns);
  }

  /** `secret` files are readable by their owner alone. Fails when the file exists. */
  static async open(
    path: string,
    columns: readonly Column[],
    { secret }: { readonly secret: boolean },
  ): Promise<PartWriter> {
    // Loaded here: a gateway that never exports does without.
    const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
    const file = await open(path, 'wx', secret ? 0o600 : 0o644);
    const bytes = new ByteWriter();
    const parquet = new ParquetWriter({ writer: bytes, schema: schemaOf(columns), createdBy: 'bellhop' });
    return new PartWriter(columns, file, bytes, parquet);
  }

  async add(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      this.waiting.push(row);
      if (this.waiting.length === ROW_GROUP) await this.writeGroup();
    }
  }

  /**
   * Ends the file, on disk for good when it returns. `facts` go into its footer with rows and checksum, so that the
   * file can be told and verified without anything beside it.
   */
  async finish(facts: Readonly<Record<string, string>>): Promise<WrittenPart> {
    try {
      if (this.waiting.length > 0) await this.writeGroup();
      const digest = this.digest.end();
      const { rows, checksum } = digest;
      this.parquet.kvMetadata = [{ key: FOOTER_KEY, value: JSON.stringify({ ...facts, rows, checksum }) }];
      await this.parquet.finish();
      await this.flush();
      await this.file.sync();
      return { ...digest, bytes: this.size, sha256: this.fileHash.digest('hex') };
    } finally {
      await this.file.close();
    }
  }

  async abandon(): Promise<void> {
    await this.file.close();
  }

  private async writeGroup(): Promise<void> {
    const group = this.waiting;
    this.waiting = [];
    this.digest.add(group);
    const columnData = this.columns.map(({ name, kind }) => ({
      name,
      data: group.map((row) => toStored(kind, row[name] ?? null)),
    }));
    await this.parquet.write({ columnData, rowGroupSize: group.length });
    await this.flush();
  }

  private async flush(): Promise<void> {
    const chunk = this.bytes.getBytes();
    this.fileHash.update(chunk);
    this.size += chunk.byteLength;
    await this.file.writeFile(chunk);
    this.bytes.index = 0;
  }
}
