import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError, isCodedError } from '@gait/canon';
import { PACK_FOLDERS, PACK_LIMITS, type GitAddress, type PackSource } from '@gait/registry';
import type { ChildResult } from '../children/run-child.ts';
import { runChild } from '../children/run-child.ts';
import { isLoopback } from '../platform/is-loopback.ts';
import { gitEnvironment, gitSettings } from './git-isolation.ts';
import { packSourceTree, type SourceEntry, type SourceTree } from './source-tree.ts';
import type { SourceSurroundings } from './source-surroundings.ts';

const TIME_LIMIT_MS = 300_000;
/** Bytes of a repository that is fetched for one commit. */
const LARGEST_REPOSITORY = 512 * 1024 * 1024;
const LOOK_EVERY_MS = 200;

/**
 * A pack in a git repository, unpacked at one commit. Only objects are fetched: nothing is checked
 * out, so no hook, filter, link or submodule of the repository comes to life, and each file is read
 * by its object's name.
 */
export function gitSource(address: GitAddress, at: SourceSurroundings): PackSource {
  const { url, commit, folder } = address;
  const origin = `git+${url.href}`;
  return {
    origin: folder === '' ? origin : `${origin}#:${folder}`,
    async fetch(request) {
      if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
        throw new CodedError('pack_source_unsafe', `git is not asked over http at ${url.host}`, {
          hint: 'use https or ssh; http is for this machine only',
        });
      }
      const place = mkdtempSync(join(tmpdir(), 'krci-git-'));
      try {
        const run = openGit(place, at, url.protocol, request?.signal);
        await run(['init', '--quiet', '--bare', '--template=', place]);
        await fetchCommit(run, place, address, request?.signal);
        const tree = await readCommit(run, commit, folder);
        const resolved = `${origin}#${commit}${folder === '' ? '' : `:${folder}`}`;
        return { ...(await packSourceTree(tree)), resolved };
      } finally {
        rmSync(place, { recursive: true, force: true });
      }
    },
  };
}

type Git = (
  args: readonly string[],
  options?: {
    readonly signal?: AbortSignal;
    readonly maxOutputBytes?: number;
    readonly input?: string;
  },
) => Promise<ChildResult>;

function openGit(
  place: string,
  at: SourceSurroundings,
  protocol: string,
  signal: AbortSignal | undefined,
): Git {
  return async (args, options = {}) => {
    const result = await runChild({
      argv: ['git', ...gitSettings(protocol), ...args],
      cwd: place,
      env: gitEnvironment(at.env, place),
      timeoutMs: TIME_LIMIT_MS,
      maxOutputBytes: options.maxOutputBytes ?? 64 * 1024,
      ...(options.input === undefined ? {} : { input: options.input }),
      ...((options.signal ?? signal) ? { signal: (options.signal ?? signal) as AbortSignal } : {}),
    }).catch((error: unknown) => {
      if (!isCodedError(error) || error.code !== 'child_start') throw error;
      throw new CodedError('dependency_missing', 'git is not installed', {
        hint: 'install git, or bring the pack as a zip',
        cause: error,
      });
    });
    if (result.exitCode === 0 && !result.truncated) return result;
    throw new CodedError('pack_source_unreachable', `git: ${complaintOf(result)}`, {
      hint: 'check the address, the commit and that you may read the repository',
    });
  };
}

/** First the commit alone; a server that does not give single commits is asked for all branches. */
async function fetchCommit(
  run: Git,
  place: string,
  { url, commit }: GitAddress,
  signal: AbortSignal | undefined,
): Promise<void> {
  const options = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head'];
  const end = new AbortController();
  const stop = (): void => end.abort();
  signal?.addEventListener('abort', stop);
  let tooLarge = false;
  const watch = setInterval(() => {
    tooLarge ||= sizeOf(join(place, 'objects')) > LARGEST_REPOSITORY;
    if (tooLarge) stop();
  }, LOOK_EVERY_MS);
  try {
    await run(['fetch', '--depth=1', ...options, '--', url.href, commit], {
      signal: end.signal,
    }).catch(async (error: unknown) => {
      if (end.signal.aborted) throw error;
      const all = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
      await run(['fetch', ...options, '--', url.href, ...all], { signal: end.signal });
    });
    await run(['cat-file', '-e', `${commit}^{commit}`]);
  } catch (error) {
    if (!tooLarge) throw error;
    throw new CodedError('pack_source_too_large', `the repository at ${url.host} is too large`, {
      hint: `${LARGEST_REPOSITORY} bytes are allowed; keep packs in a repository of their own`,
    });
  } finally {
    clearInterval(watch);
    signal?.removeEventListener('abort', stop);
  }
}

/** Files of a commit by their objects. `git ls-tree -z`: mode, type, object, size, TAB, path. */
async function readCommit(run: Git, commit: string, folder: string): Promise<SourceTree> {
  const root = folder === '' ? commit : `${commit}:${folder}`;
  const { stdout } = await run(['ls-tree', '-r', '-l', '-z', '--full-tree', root], {
    maxOutputBytes: 64 * 1024 * 1024,
  });
  const objects = new Map<string, string>();
  const entries: SourceEntry[] = [];
  for (const line of new TextDecoder().decode(stdout).split('\0')) {
    const [, mode = '', type, object = '', size = '', path = ''] =
      /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/u.exec(line) ?? [];
    if (path === '') continue;
    // 120000 is a link, 160000 another repository.
    const isFile = type === 'blob' && mode.startsWith('100');
    const kind = isFile ? 'file' : mode === '120000' ? 'link' : 'other';
    entries.push({ path, kind, size: Number(size) || 0, executable: mode === '100755' });
    if (isFile) objects.set(path, object);
  }
  const contents = new Map<string, Uint8Array>();
  return {
    entries,
    async read(path) {
      // The first file of a batch brings those behind it too: a process for each would be slow.
      if (!contents.has(path)) {
        const batch = nextBatch(entries, contents, path);
        const read = await readObjects(
          run,
          batch.map(({ path: name }) => objects.get(name) ?? ''),
        );
        for (const [i, bytes] of read.entries()) contents.set(batch[i]?.path ?? '', bytes);
      }
      return contents.get(path) ?? new Uint8Array();
    },
  };
}

const BATCH_FILES = 500;
const BATCH_BYTES = 16 * 1024 * 1024;

/** A file and others that are not read yet, up to the bounds of one call. */
function nextBatch(
  entries: readonly SourceEntry[],
  known: ReadonlyMap<string, Uint8Array>,
  first: string,
): readonly SourceEntry[] {
  const batch: SourceEntry[] = [];
  let bytes = 0;
  const rest = entries.slice(entries.findIndex(({ path }) => path === first));
  for (const entry of rest) {
    const isWanted = isOfPack(entry.path) && entry.kind === 'file' && !known.has(entry.path);
    if (entry.path !== first && (!isWanted || bytes + entry.size > BATCH_BYTES)) continue;
    if (batch.length === BATCH_FILES) break;
    batch.push(entry);
    bytes += entry.size;
  }
  return batch;
}

function isOfPack(path: string): boolean {
  return PACK_FOLDERS.some((folder) => path.startsWith(`${folder}/`));
}

/** Contents of objects. `git cat-file --batch`: a line `OBJECT blob SIZE`, the bytes, a line end. */
async function readObjects(run: Git, objects: readonly string[]): Promise<readonly Uint8Array[]> {
  const { stdout } = await run(['cat-file', '--batch'], {
    input: `${objects.join('\n')}\n`,
    maxOutputBytes: BATCH_BYTES + PACK_LIMITS.fileBytes + BATCH_FILES * 100,
  });
  const contents: Uint8Array[] = [];
  let at = 0;
  for (const object of objects) {
    const end = stdout.indexOf(10, at);
    const [name, type, size] = new TextDecoder().decode(stdout.subarray(at, end)).split(' ');
    const from = end + 1;
    if (end < 0 || name !== object || type !== 'blob' || from + Number(size) > stdout.length) {
      throw new CodedError('pack_source_answer', `git did not give the object ${object}`, {
        hint: 'fetch again; when it stays so, the repository is damaged',
      });
    }
    contents.push(stdout.subarray(from, from + Number(size)));
    at = from + Number(size) + 1;
  }
  return contents;
}

function sizeOf(folder: string): number {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  } catch {
    // Files come and go while git works.
    return 0;
  }
}

function complaintOf({ stderr, timedOut, signal }: ChildResult): string {
  if (timedOut) return 'it took too long';
  const text = new TextDecoder().decode(stderr).trim().split('\n').at(-1) ?? '';
  return text === ''
    ? `it ended${signal === undefined ? '' : ` by ${signal}`}`
    : text.slice(0, 300);
}
