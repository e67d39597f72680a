import { isCodedError } from '@gait/canon';
import type { ByteSource } from '@gait/evidence';
import { openFileSource, resolveRun } from '@gait/local';
import type { Context } from './context.ts';
import { watchSource } from './watch-source.ts';

/** A runpack that a command works on. */
export interface OpenRun {
  /** The path as it is printed. */
  readonly shown: string;
  /** Absolute path. */
  readonly path: string;
  readonly source: ByteSource;
}

/** Faults that lie in the runpack, and not in what a command does with it. */
const ABOUT_THE_FILE = /^(?:zip|json|record|runpack|context)_/u;

/**
 * Opens the runpack that `<run_id|path>` names for as long as `use` runs.
 * Errors: those of `resolveRun` and `openFileSource`, and what `use` throws.
 */
export async function withRun<T>(
  context: Context,
  name: string,
  use: (run: OpenRun) => T | Promise<T>,
): Promise<T> {
  const { path, shown } = resolveRun(name, context);
  const source = watchSource(context, shown, openFileSource(path));
  try {
    return await use({ shown, path, source });
  } catch (error) {
    throw isCodedError(error) && ABOUT_THE_FILE.test(error.code)
      ? error.at({ file: shown })
      : error;
  } finally {
    source.close();
  }
}
