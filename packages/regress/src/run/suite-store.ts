import type { ByteSource } from '@gait/evidence';

/** A file that is being read. */
export interface OpenFile extends ByteSource {
  close(): void;
}

/**
 * Where a suite lives. Paths are as the suite spells them, relative to the folder that
 * the suite is run in, separated by slashes.
 */
export interface SuiteStore {
  /** The whole of a small file. Throws a coded error (`file_missing`, …). */
  readonly read: (path: string) => Uint8Array;
  /** Random access to a file. Throws a coded error. */
  readonly open: (path: string) => OpenFile;
  /** True when there is a file or folder, after following links. */
  readonly exists: (path: string) => boolean;
  /** Runs `work` while nobody changes the suite, so that what it reads belongs together. */
  readonly atRest: <T>(work: () => Promise<T>) => Promise<T>;
}
