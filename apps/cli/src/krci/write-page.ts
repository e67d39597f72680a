import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { FRAMEWORK, LOCK_FILE } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { isThere, readWhole, safeOutputPath, writeWhole } from '@gait/local';
import type { Context } from '../context.ts';

/** Both pages say in their heads who made them. */
const OURS = '<meta name="generator" content="krci-ai">';
const HEAD = 2048;

/** Where a page goes. */
export interface PagePlace {
  /** The project. */
  readonly root: string;
  /** As it was named. */
  readonly file: string;
  /** Replaces what is no page of ours, too. */
  readonly force: boolean;
}

/**
 * Writes a page, and replaces nothing but a page.
 *
 * @throws CodedError `output_unsafe` (assets and lock, with force too), `file_exists`
 */
export function writePage(context: Context, { root, file, force }: PagePlace, page: string): void {
  const path = context.resolve(safeOutputPath(file));
  refuseAsset(root, path, file);
  if (!force && isThere(path) && !isPage(path)) {
    throw new CodedError('file_exists', `${file} is there, and is no page that krci-ai made`, {
      hint: 'name another file, or replace it with --force',
      where: { file },
    });
  }
  writeWhole(path, page, { mode: 0o644 });
}

/**
 * Refuses a file below `.krci-ai`, and the lock: no output may take their place.
 *
 * @param path absolute
 * @throws CodedError `output_unsafe`
 */
export function refuseAsset(root: string, path: string, file: string): void {
  const inside = relative(real(root), join(real(dirname(path)), basename(path))).split(sep);
  const [top = ''] = inside;
  const isOurs = top === FRAMEWORK || (inside.length === 1 && top === LOCK_FILE);
  if (!isOurs) return;
  throw new CodedError('output_unsafe', `${file} is where the agents of the project are kept`, {
    hint: `name a file outside of ${FRAMEWORK}`,
    where: { file },
  });
}

/** A link on the way leads to where it points; what is not there yet has none. */
function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function isPage(path: string): boolean {
  return Buffer.from(readWhole(path)).subarray(0, HEAD).includes(OURS);
}
