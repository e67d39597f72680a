import {
  CodedError,
  decodeRecord,
  isCodedError,
  isDigestHex,
  isZeroTime,
  parseJsonLoose,
  trimSpace,
  type Where,
} from '@gait/canon';
import { traceRecord, verifyRunpack, type Profile, type TraceRecord } from '@gait/evidence';
import {
  checkpointSource,
  findSource,
  isFile,
  isJsonName,
  openFileSource,
  readChain,
  readWhole,
} from '@gait/local';
import { describeFault, type Captured } from '@gait/regress';
import type { Context } from '../context.ts';

const NOTHING: Captured = {
  from: '',
  artifact_type: '',
  artifact_path: '',
  session_chain_path: '',
  run_id: '',
  output_path: '',
};
const VERDICTS = new Set(['allow', 'block', 'dry_run', 'require_approval']);

/**
 * What `--from` of `gait capture` names: a checkpoint of a session chain, a trace, or a
 * run. Errors: those of `findSource`, `regress_checkpoint`, `regress_capture_unverified`.
 */
export async function findCapture(
  context: Context,
  from: string,
  checkpoint: string,
  profile: Profile,
): Promise<Captured> {
  const path = context.resolve(from);
  if (isJsonName(from) && isFile(path)) {
    const chain = readChain(path);
    if (!isCodedError(chain)) {
      const source = checkpointSource(chain, from, checkpoint, context);
      const { sessionChain: session_chain_path, sessionRunId: run_id } = source;
      return {
        ...NOTHING,
        artifact_type: 'runpack',
        artifact_path: source.path,
        session_chain_path,
        run_id,
      };
    }
    if (isTrace(path)) return { ...NOTHING, artifact_type: 'trace', artifact_path: from };
  }
  const source = findSource(from, checkpoint, context);
  const run_id = await readRunId(context, source.path, profile);
  return { ...NOTHING, artifact_type: 'runpack', artifact_path: source.path, run_id };
}

/** Looks at the fields that the reference asks of a trace; its signature is for `gait trace verify`. */
function isTrace(path: string): boolean {
  try {
    return isWholeTrace(decodeRecord(traceRecord, parseJsonLoose(readWhole(path)), { fold: true }));
  } catch (error) {
    if (isCodedError(error)) return false;
    throw error;
  }
}

function isWholeTrace(trace: TraceRecord): boolean {
  const texts = [trace.schema_version, trace.producer_version, trace.trace_id, trace.tool_name];
  return (
    trimSpace(trace.schema_id) === 'gait.gate.trace' &&
    texts.every((text) => trimSpace(text) !== '') &&
    !isZeroTime(trace.created_at) &&
    [trace.args_digest, trace.intent_digest, trace.policy_digest].every((digest) =>
      isDigestHex(digest),
    ) &&
    VERDICTS.has(trimSpace(trace.verdict))
  );
}

/** The reference writes a receipt for an altered run too; only `compat` does here. */
async function readRunId(context: Context, path: string, profile: Profile): Promise<string> {
  const file = openFileSource(context.resolve(path));
  try {
    const report = await verifyRunpack(file, { profile });
    if (report.fault !== undefined) throw report.fault.at({ file: path });
    const altered = [...report.missingFiles, ...report.hashMismatches.map((found) => found.path)];
    const [refusal] = report.refusals;
    const reason =
      altered.length > 0 ? `altered: ${altered.join(', ')}` : refusal && describeFault(refusal);
    if (reason === undefined || profile === 'compat') return report.runId;
    throw new CodedError('regress_capture_unverified', `the run does not verify: ${reason}`, {
      hint: 'run gait verify on it; only an intact run is worth a receipt',
      where: { file: path, ...placeOf(altered[0] ?? refusal?.entry, refusal?.line) },
    });
  } finally {
    file.close();
  }
}

function placeOf(entry: string | undefined, line: number | undefined): Where {
  return { ...(entry === undefined ? {} : { entry }), ...(line === undefined ? {} : { line }) };
}
