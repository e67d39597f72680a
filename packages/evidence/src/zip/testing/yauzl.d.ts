/** The part of yauzl that tests use as a second opinion. */
declare module 'yauzl' {
  import type { Readable } from 'node:stream';

  interface YauzlEntry {
    readonly fileName: string;
    readonly uncompressedSize: number;
  }
  interface YauzlFile {
    readEntry(): void;
    close(): void;
    on(event: 'entry', listener: (entry: YauzlEntry) => void): this;
    on(event: 'end', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    openReadStream(
      entry: YauzlEntry,
      callback: (error: Error | null, stream: Readable) => void,
    ): void;
  }
  export function fromBuffer(
    buffer: Buffer,
    options: { lazyEntries: boolean },
    callback: (error: Error | null, file: YauzlFile) => void,
  ): void;
}
