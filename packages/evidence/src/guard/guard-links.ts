import {
  isCodedError,
  isJsonObject,
  parseJsonLoose,
  type Json,
  type JsonObject,
} from '@gait/canon';
import type { PackArchive } from '../pack/pack-archive.ts';

/** A decision that a file of a guard pack is about; empty text where the file does not say. */
export interface GuardTraceLink {
  /** File of the pack. */
  readonly entry: string;
  readonly traceId: string;
  readonly toolName: string;
  readonly verdict: string;
  readonly intentDigest: string;
  readonly policyDigest: string;
}

/** What a guard pack says about the run and the decisions that it was made from. */
export interface GuardLinks {
  /** Run ids by the file that names them. */
  readonly runIds: readonly { readonly entry: string; readonly runId: string }[];
  /** Digest of the manifest of the run; empty when the pack does not say. */
  readonly manifestDigest: string;
  /** Undefined: made without traces. */
  readonly traces: readonly GuardTraceLink[] | undefined;
  readonly audits: readonly GuardTraceLink[];
}

const AUDIT = /^(?:approval_audit|credential_evidence)_\d+\.json$/u;

/** Reads the links of a pack whose files are intact. Files that cannot be read link nothing. */
export function readGuardLinks(archive: PackArchive): GuardLinks {
  const read = (entry: string): JsonObject => readObject(archive, entry);
  const runIds = ['runpack_summary.json', 'referenced_runpacks.json'].flatMap((entry) => {
    const runId = text(read(entry), 'run_id');
    return runId === '' ? [] : [{ entry, runId }];
  });
  const { traces } = read('trace_summary.json');
  return {
    runIds,
    manifestDigest: text(read('runpack_summary.json'), 'manifest_digest'),
    traces: Array.isArray(traces)
      ? traces.filter(isJsonObject).map((trace) => linkOf('trace_summary.json', trace))
      : undefined,
    audits: archive.names
      .filter((name) => AUDIT.test(name))
      .map((name) => linkOf(name, read(name))),
  };
}

function linkOf(entry: string, value: JsonObject): GuardTraceLink {
  return {
    entry,
    traceId: text(value, 'trace_id'),
    toolName: text(value, 'tool_name'),
    verdict: text(value, 'verdict'),
    intentDigest: text(value, 'intent_digest'),
    policyDigest: text(value, 'policy_digest'),
  };
}

function readObject(archive: PackArchive, entry: string): JsonObject {
  if (!archive.has(entry)) return {};
  try {
    const value: Json = parseJsonLoose(archive.read(entry));
    return isJsonObject(value) ? value : {};
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return {};
  }
}

function text(value: JsonObject, key: string): string {
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof found === 'string' ? found : '';
}
