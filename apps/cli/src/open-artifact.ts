import { isCodedError } from '@gait/canon';
import type { ByteSource } from '@gait/evidence';
import { openFileSource } from '@gait/local';
import type { Context } from './context.ts';
import { watchSource } from './watch-source.ts';

/**
 * Opens the file that the user named for as long as `use` runs. Errors that name an entry
 * of it get the file's name too. Errors: those of `openFileSource`, and what `use` throws.
 */
export async function withArtifact<T>(
  context: Context,
  shown: string,
  use: (source: ByteSource) => T | Promise<T>,
): Promise<T> {
  const source = watchSource(context, shown, openFileSource(context.resolve(shown)));
  try {
    return await use(source);
  } catch (error) {
    throw isCodedError(error) ? error.at({ file: shown }) : error;
  } finally {
    source.close();
  }
}
