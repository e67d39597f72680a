import { statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { isCodedError, type SigningKey } from '@gait/canon';
import {
  buildAuthorizationPack,
  buildCallPack,
  buildJobPack,
  buildRunPack,
  readCallRecord,
  readJob,
  type BuiltPack,
  type Profile,
} from '@gait/evidence';
import { findSource, readWhole, safeOutputPath } from '@gait/local';
import type { Context } from './context.ts';
import { withArtifact } from './open-artifact.ts';
import { withRun } from './open-run.ts';

/** How a pack is built from files. */
export interface BuildRequest {
  /** What `--from` names. */
  readonly from: string;
  readonly jobRoot: string;
  readonly key: SigningKey | undefined;
  readonly profile: Profile;
}

/** A pack, and the folder it goes to unless the user names a file. */
export interface BuiltFromFiles {
  readonly pack: BuiltPack;
  readonly folder: string;
}

/** Runpacks of calls and runs are read whole. */
const MAX_RUNPACK_BYTES = 512 * 1024 * 1024;

/** A run id, runpack or session chain (its latest checkpoint). */
export async function packFromRun(
  context: Context,
  request: BuildRequest,
): Promise<BuiltFromFiles> {
  const { key, profile } = request;
  const name = request.from.toLowerCase().endsWith('.json')
    ? findSource(request.from, 'latest', context).path
    : request.from;
  return withRun(context, name, ({ source, shown }) => {
    const path = safeOutputPath(shown);
    return withPlace(path, () => ({
      pack: buildRunPack(source, { producerVersion: context.version, key, profile }),
      folder: dirname(path),
    }));
  });
}

/** A job id below the job root, a job's folder, or its `state.json`. */
export function packFromJob(context: Context, request: BuildRequest): BuiltFromFiles {
  const { root, jobId } = locateJob(context, request);
  const file = (name: string): Uint8Array | undefined =>
    readIfThere(context.resolve(join(root, jobId, name)));
  return withPlace(join(root, jobId), () => {
    const job = readJob({
      jobId,
      state: file('state.json'),
      events: file('events.jsonl'),
      pending: file('pending_mutation.json'),
    });
    return {
      pack: buildJobPack(job, { producerVersion: context.version, key: request.key }),
      folder: 'gait-out',
    };
  });
}

function locateJob(
  context: Context,
  { from, jobRoot }: BuildRequest,
): { readonly root: string; readonly jobId: string } {
  const found = statSync(context.resolve(from), { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return { root: dirname(from), jobId: basename(from) };
  if (found !== undefined && basename(from).toLowerCase() === 'state.json') {
    return { root: dirname(dirname(from)), jobId: basename(dirname(from)) };
  }
  return { root: jobRoot.trim() === '' ? './gait-out/jobs' : jobRoot, jobId: from };
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readWhole(path);
  } catch (error) {
    if (isCodedError(error) && error.code === 'file_missing') return undefined;
    throw error;
  }
}

/** A call record and the runpack it names, relative to its own folder. */
export async function packFromCall(
  context: Context,
  { from, key, profile }: BuildRequest,
): Promise<BuiltFromFiles> {
  const folder = dirname(from);
  const call = withPlace(from, () => readCallRecord(readWhole(context.resolve(from))));
  const path = isAbsolute(call.runpack_path) ? call.runpack_path : join(folder, call.runpack_path);
  return withArtifact(context, path, async (source) => ({
    pack: await buildCallPack(call, readAll(source, path), {
      producerVersion: context.version,
      key,
      profile,
    }),
    folder,
  }));
}

function readAll(
  source: { readonly size: number; read(offset: number, length: number): Uint8Array },
  path: string,
): Uint8Array {
  return source.size <= MAX_RUNPACK_BYTES
    ? source.read(0, source.size)
    : readWhole(path, { maxBytes: MAX_RUNPACK_BYTES });
}

/** An authorization bundle and the files it links, relative to its own folder. */
export function packFromBundle(context: Context, { from, key }: BuildRequest): BuiltFromFiles {
  const folder = dirname(from);
  const pack = withPlace(from, () =>
    buildAuthorizationPack(readWhole(context.resolve(from)), {
      producerVersion: context.version,
      key,
      readEvidence: (path) => readWhole(context.resolve(join(folder, path))),
    }),
  );
  return { pack, folder };
}

/** Errors about what stands in a file name the file. */
function withPlace<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw isCodedError(error) ? error.at({ file }) : error;
  }
}
