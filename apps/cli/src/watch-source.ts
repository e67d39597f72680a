import type { ByteSource } from '@gait/evidence';
import type { Context } from './context.ts';

/** A source that says how far it has been read, for files that take longer than a second. */
export function watchSource<Source extends ByteSource>(
  context: Context,
  shown: string,
  source: Source,
): Source {
  return {
    ...source,
    read(offset, length) {
      context.progress(`reading ${shown}`, offset, source.size);
      return source.read(offset, length);
    },
  };
}
