import { accessSync, constants, lstatSync, realpathSync, rmSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isFixtureName, type OpenFile } from '@gait/regress';
import { fileError, systemCode } from '../files/file-error.ts';
import { readWhole } from '../files/read-whole.ts';
import { syncFolder } from '../files/sync-folder.ts';
import { refuseSpecial, renameOver } from '../files/temp-file.ts';
import { makeFolder, writeWhole } from '../files/write-whole.ts';
import { writeWholeStream } from '../files/write-whole-stream.ts';
import type { HeldLock } from '../locks/take-lock.ts';
import { PENDING_FOLDER } from './suite-names.ts';

/** A file of a suite that gets new content. */
export interface NewFile {
  /** From the suite's folder, with slashes. */
  readonly path: string;
  readonly content: Uint8Array | string | OpenFile;
}

const PLAN_FILE = 'plan.json';
const MAX_PLAN_BYTES = 4 * 1024 * 1024;
const CHUNK = 1024 * 1024;

/**
 * Gives several files of a suite new content, all or none: the content is written
 * beside the suite, then a plan that says where it goes, then everything is renamed
 * into place. Whoever takes the suite's lock after a process that was killed on the
 * way finishes the plan, or drops content without a plan.
 *
 * Files outside the suite's folder, or behind links, are whole each for itself.
 *
 * @throws CodedError as `writeWhole`; `lock_lost`. Nothing is changed then.
 */
export async function changeSuite(
  folder: string,
  files: readonly NewFile[],
  lock: HeldLock,
): Promise<void> {
  const pending = join(folder, PENDING_FOLDER);
  for (const { path } of files) checkPlace(resolve(folder, path));
  const planned = files.filter(({ path }) => isPlannable(folder, path));
  drop(pending);
  makeFolder(pending);
  try {
    for (const [index, { content }] of planned.entries())
      await writeContent(join(pending, String(index)), content);
    for (const { path, content } of files)
      if (!isPlannable(folder, path)) await writeContent(resolve(folder, path), content);
    lock.assertHeld();
    writeWhole(join(pending, PLAN_FILE), JSON.stringify(planned.map(({ path }) => path)));
  } catch (error) {
    drop(pending);
    throw error;
  }
  finishChange(folder);
}

/** Finishes or drops what a killed process left of `changeSuite`. The caller has the suite's lock. */
export function finishChange(folder: string): void {
  const pending = join(folder, PENDING_FOLDER);
  const there = look(pending);
  if (there === undefined) return;
  const plan = there.isDirectory() ? readPlan(pending) : [];
  for (const [index, path] of plan.entries()) {
    const from = join(pending, String(index));
    if (look(from)?.isFile() === true && isPlannable(folder, path)) put(from, join(folder, path));
  }
  drop(pending);
}

function readPlan(pending: string): readonly string[] {
  const path = join(pending, PLAN_FILE);
  if (look(path)?.isFile() !== true) return [];
  try {
    const plan: unknown = JSON.parse(
      new TextDecoder().decode(readWhole(path, { maxBytes: MAX_PLAN_BYTES })),
    );
    return Array.isArray(plan) ? plan.map(String) : [];
  } catch {
    // Not ours: ours are whole or absent.
    return [];
  }
}

/**
 * A plan may also come with a checkout from a stranger, and what it renames must not
 * leave the suite: `.git/config`, a link to the home folder. Only `gait.yaml` and files
 * right inside a fixture's folder, reached without links.
 */
function isPlannable(folder: string, path: string): boolean {
  const parts = path.split('/');
  const [first, name = '', file = ''] = parts;
  const known =
    path === 'gait.yaml' ||
    (parts.length === 3 &&
      first === 'fixtures' &&
      isFixtureName(name) &&
      /^[\w-][\w.-]*$/u.test(file));
  if (!known) return false;
  const home = dirname(join(folder, path));
  try {
    return realpathSync(home) === join(realpathSync(folder), ...parts.slice(0, -1));
  } catch {
    return false;
  }
}

/** Before the first byte, so that no plan is begun that cannot be finished. */
function checkPlace(path: string): void {
  refuseSpecial(path);
  makeFolder(dirname(path));
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

async function writeContent(path: string, content: NewFile['content']): Promise<void> {
  if (typeof content === 'string' || content instanceof Uint8Array) writeWhole(path, content);
  else await writeWholeStream(path, chunks(content));
}

function* chunks(file: OpenFile): Generator<Uint8Array> {
  for (let at = 0; at < file.size; at += CHUNK)
    yield file.read(at, Math.min(CHUNK, file.size - at));
}

function put(from: string, to: string): void {
  try {
    renameOver(from, to);
    syncFolder(dirname(to));
  } catch (error) {
    if (systemCode(error) !== 'EXDEV') throw fileError(error, 'write', to);
    writeWhole(to, readWhole(from));
  }
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function drop(pending: string): void {
  try {
    rmSync(pending, { recursive: true, force: true });
  } catch (error) {
    throw fileError(error, 'write', pending);
  }
}
