import { isAbsolute, join } from 'node:path';
import { countFiles, loadTokenizer, type Encoding, type FileCounts } from '@gait/agents';
import { isCodedError } from '@gait/canon';
import { cacheHome, readWhole, writeWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { isInside } from '../home-path.ts';
import type { OpenedFramework } from './open-framework.ts';

/** How the files of a tree are counted. */
export interface TreeCountOptions {
  readonly encoding: Encoding;
  /** False where a number decides an exit status: it is never taken from a cache. */
  readonly cache: boolean;
}

/** Largest cache that is read; beyond it a new one is begun. */
const MAX_CACHE = 8 * 1024 * 1024;

/** Counts files of a project by their paths; those that cannot be read are left out. */
export async function countTree(
  context: Context,
  { root, framework }: OpenedFramework,
  paths: Iterable<string>,
  { encoding, cache }: TreeCountOptions,
): Promise<FileCounts> {
  const files = [...paths].flatMap((path) => {
    const bytes = framework.tree.read(path);
    return bytes === undefined ? [] : [{ path, bytes }];
  });
  const file = join(cacheHome(context), 'token-counts');
  // Without a home folder the path would be relative; what lies in a repository comes from anybody.
  const place = cache && isAbsolute(file) && !isInside(file, root) ? file : undefined;
  const cached = place === undefined ? undefined : readCache(place);
  const [first = 0, second = 0] = context.randomBytes(2);
  const counts = await countFiles(files, {
    encoding,
    load: async () => await loadTokenizer(encoding),
    draw: (first * 256 + second) / 65_536,
    ...(cached === undefined ? {} : { cached }),
  });
  if (counts.cache === 'wrong')
    context.warn(
      'the cache of token counts held a wrong number and was thrown away; everything was counted',
    );
  if (place !== undefined && counts.text !== undefined) writeCache(place, counts.text);
  return counts;
}

function readCache(file: string): string | undefined {
  try {
    return Buffer.from(readWhole(file, { maxBytes: MAX_CACHE })).toString('utf8');
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}

/** A cache that cannot be written costs time and nothing else. */
function writeCache(file: string, text: string): void {
  try {
    writeWhole(file, text, { makeFolders: true, sync: false });
  } catch (error) {
    if (!isCodedError(error)) throw error;
  }
}
