import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError, isCodedError } from '@gait/canon';
import { findCheckpoint, parseChain, type ReadChain } from '@gait/evidence';
import { readReceipt, type CaptureReceipt, type RegressProfile } from '@gait/regress';
import { readWhole } from '../files/read-whole.ts';
import { checkpointRunpack } from '../runs/checkpoint-runpack.ts';
import { resolveRun, type RunPlaces } from '../runs/resolve-run.ts';

/** Where a fixture's run comes from. */
export interface RunSource {
  /** Path of a runpack or pack, as given or as the chain or receipt names it. */
  readonly path: string;
  /** Path of the session chain, as given; empty: none. */
  readonly sessionChain: string;
  readonly checkpointIndex: number;
  /** Run id that a checkpoint names; empty without chain. */
  readonly sessionRunId: string;
}

/**
 * Finds the run that `<run id|runpack|pack|session chain>` names (gait-formats §5.2).
 * Errors: those of `resolveRun`; `regress_checkpoint`: the chain has no such checkpoint;
 * `regress_source`: a JSON file that is no chain.
 */
export function findSource(from: string, checkpoint: string, places: RunPlaces): RunSource {
  const { shown, path } = resolveRun(from, places);
  if (!isJsonName(shown)) return plainSource(shown);
  const chain = readChain(path);
  if (isCodedError(chain)) {
    throw new CodedError(
      'regress_source',
      `${shown} is neither a runpack nor a session chain: ${chain.message}`,
      {
        hint: 'name a run id, a runpack, a pack or a session chain',
        where: { ...chain.where, file: shown },
        cause: chain,
      },
    );
  }
  return checkpointSource(chain, shown.trim(), checkpoint, places);
}

/** As `findSource`, and a capture receipt too. Also throws `regress_receipt`, `regress_receipt_checkpoint`. */
export function findReceiptSource(
  from: string,
  checkpoint: { readonly text: string; readonly given: boolean },
  places: RunPlaces,
  profile: RegressProfile,
): RunSource {
  const receipt = receiptAt(from, places);
  if (receipt === undefined) return findSource(from, checkpoint.text, places);
  if (receipt.artifact_type !== 'runpack') {
    throw new CodedError(
      'regress_receipt',
      `a receipt for a ${receipt.artifact_type || 'nothing'} cannot become a fixture`,
      {
        hint: 'capture a run: gait capture --from RUN',
        where: { file: from, field: 'artifact_type' },
      },
    );
  }
  const chainPath = receipt.session_chain_path.trim();
  if (chainPath === '') return plainSource(receipt.artifact_path);
  const chain = readChain(resolve(places.cwd, chainPath));
  if (isCodedError(chain)) throw chain.at({ file: chainPath });
  const source = checkpointSource(chain, chainPath, checkpoint.text, places);
  checkReceipt(receipt, source, checkpoint.given, profile);
  return source;
}

/**
 * A receipt names the runpack of one checkpoint, but the reference imports the latest
 * one unless told otherwise: another run than was captured.
 */
function checkReceipt(
  receipt: CaptureReceipt,
  source: RunSource,
  given: boolean,
  profile: RegressProfile,
): void {
  if (given || profile === 'compat' || receipt.artifact_path === source.path) return;
  throw new CodedError(
    'regress_receipt_checkpoint',
    `the receipt is for ${receipt.artifact_path}, checkpoint latest is ${source.path}`,
    {
      hint: 'say which one you mean with --checkpoint N',
      where: { field: 'artifact_path' },
    },
  );
}

/** The session chain at a path with a JSON name, or why there is none. */
export function readChain(path: string): ReadChain | CodedError {
  try {
    return parseChain(readWhole(path));
  } catch (error) {
    if (isCodedError(error)) return error;
    throw error;
  }
}

/** The run of one checkpoint, found as `checkpointRunpack` does. Error `regress_checkpoint`. */
export function checkpointSource(
  chain: ReadChain,
  chainPath: string,
  reference: string,
  { cwd }: RunPlaces,
): RunSource {
  if (!/^(?:latest|\d+)?$/iu.test(reference.trim()))
    throw noCheckpoint(chain, chainPath, reference);
  try {
    const found = findCheckpoint(chain, reference);
    return {
      path: checkpointRunpack(found.runpack_path, chainPath, cwd),
      sessionChain: chainPath,
      checkpointIndex: found.checkpoint_index,
      sessionRunId: found.run_id,
    };
  } catch (error) {
    if (isCodedError(error)) throw noCheckpoint(chain, chainPath, reference);
    throw error;
  }
}

function noCheckpoint(chain: ReadChain, chainPath: string, reference: string): CodedError {
  const indexes = chain.checkpoints.map((checkpoint) => checkpoint.checkpoint_index);
  return new CodedError(
    'regress_checkpoint',
    `the chain has no checkpoint ${JSON.stringify(reference.trim())}`,
    {
      hint: `name latest or one of ${indexes.slice(0, 20).join(', ')}`,
      where: { file: chainPath },
    },
  );
}

function receiptAt(from: string, places: RunPlaces): CaptureReceipt | undefined {
  const path = resolve(places.cwd, from.trim());
  return isJsonName(from) && isFile(path) ? readReceipt(readWhole(path)) : undefined;
}

function plainSource(path: string): RunSource {
  return { path: path.trim(), sessionChain: '', checkpointIndex: 0, sessionRunId: '' };
}

/** Whether a name ends in `.json`, in any case. */
export function isJsonName(name: string): boolean {
  return name.trim().toLowerCase().endsWith('.json');
}

/** True for what exists and is not a folder. */
export function isFile(path: string): boolean {
  return existsSync(path) && !statSync(path).isDirectory();
}
