import { isCodedError, type CodedError, type KeySet, type TrustNote } from '@gait/canon';
import type { RecordVisitor } from '../runpack/record-visitor.ts';
import type { RunpackReport } from '../runpack/verify-runpack.ts';
import { collectFindings, type Findings, type Profile, type Refusal } from '../verdict/findings.ts';
import { compareChainWithJournal, compareTales } from './compare-chain.ts';
import { startTale } from './event-tale.ts';
import {
  checkpointErrors,
  type JudgedRunpack,
  judgeSignature,
  linkageErrors,
  refuseChain,
  type SignedCheckpoint,
} from './judge-chain.ts';
import { demandSignatures, refuseStrippedCheckpoints } from './judge-coverage.ts';
import { judgeJournal, type JournalReport } from './judge-journal.ts';
import { judgeSeal, type SealReport } from './judge-seal.ts';
import type { RawLine } from './journal-lines.ts';
import { parseChain, type ReadChain } from './session-chain.ts';
import { parseSeal } from './session-seal.ts';
import { sessionCompleteness, type Completeness } from './session-completeness.ts';

/** What is verified. At least one of chain and journal. */
export interface SessionEvidence {
  /** Bytes of a chain file. */
  readonly chain?: Uint8Array;
  /** Lines of a journal, read once. */
  readonly journal?: Iterable<RawLine>;
  /** Bytes of the journal's seal. */
  readonly seal?: Uint8Array;
}

/** How a session is verified. */
export interface VerifySessionOptions {
  readonly profile: Profile;
  /** Keys that are believed; without them no signature is checked and nothing is complete but by `expectHead`. */
  readonly keys?: KeySet | undefined;
  /**
   * A verified seal or checkpoint must cover everything that was given, to its end; always
   * so under `strict`.
   */
  readonly requireSignature?: boolean;
  /**
   * Every checkpoint's runpack must be signed as well; always so under `strict`. Else a
   * runpack may go without: the signed checkpoint names its manifest's digest.
   */
  readonly requireSignedRunpacks?: boolean;
  /** A hash the reader noted: the head of the chain behind a record, or the hash of a checkpoint. */
  readonly expectHead?: string | undefined;
  /**
   * Opens and verifies the runpack that a checkpoint names, with the same profile and keys,
   * and tells the visitor of its records; may throw a `CodedError`.
   */
  readonly verifyRunpack: (path: string, visitor: RecordVisitor) => Promise<RunpackReport>;
  /** One name of the file behind a path: however a chain spells it, it is verified once. */
  readonly fileOf?: (path: string) => string;
}

/** The answer about a session. */
export interface SessionReport {
  readonly ok: boolean;
  /** Why chain or seal could not be read at all. */
  readonly fault: CodedError | undefined;
  readonly sessionId: string;
  readonly runId: string;
  readonly checkpointsChecked: number;
  readonly linkageErrors: readonly string[];
  readonly checkpointErrors: readonly string[];
  readonly journal: JournalReport | undefined;
  readonly seal: SealReport | undefined;
  readonly completeness: Completeness;
  readonly refusals: readonly Refusal[];
  readonly tolerated: readonly Refusal[];
  readonly notes: readonly TrustNote[];
}

const NOTHING: Completeness = { state: 'open', through: 0, by: [] };

/**
 * Judges a session by what there is of it: its chain, its journal, its seal, a head
 * that was noted. Bounded memory, offline, never throws for bad bytes
 * (gait-formats §2.13).
 *
 * Codes of `fault`: those of `parseChain` and `parseSeal`. Codes of refusals: all
 * `session_*`, `signature_missing`, `signature_stripped`, and those of `verifyRunpack` for
 * the checkpoints' runpacks.
 */
export async function verifySession(
  evidence: SessionEvidence,
  options: VerifySessionOptions,
): Promise<SessionReport> {
  const findings = collectFindings(options.profile);
  const notes: TrustNote[] = [];
  try {
    const chain =
      evidence.chain === undefined ? undefined : parseChain(evidence.chain, { findings });
    const seal = evidence.seal === undefined ? undefined : parseSeal(evidence.seal, findings);
    const linkage = chain === undefined ? [] : linkageErrors(chain);
    if (chain !== undefined) refuseChain(chain, findings);
    const checkpoints =
      chain === undefined ? NO_CHECKPOINTS : await verifyCheckpoints(chain, options, findings);
    const wanted = new Set([seal?.chain_head ?? '', options.expectHead ?? '']);
    const journal =
      evidence.journal === undefined
        ? undefined
        : judgeJournal(evidence.journal, wanted, findings, chain !== undefined);
    const signed = judgeSignatures(chain, journal, options.keys, findings, notes);
    if (chain !== undefined && journal !== undefined) {
      compareChainWithJournal(chain, journal, signed, findings);
      compareTales(checkpoints.tales, chain, journal, findings);
    }
    const sealed =
      seal === undefined || journal === undefined
        ? undefined
        : judgeSeal(seal, journal, options.keys, findings);
    notes.push(...(sealed?.signature.notes ?? []));
    const completeness = sessionCompleteness(
      { chain, journal, sealed, signed, expectHead: options.expectHead },
      findings,
    );
    const { signedRunpacks } = checkpoints;
    const coverage = { chain, journal, sealed, signed, signedRunpacks };
    if (options.requireSignature === true || options.profile === 'strict') {
      demandSignatures(coverage, findings);
    } else if (options.keys !== undefined) refuseStrippedCheckpoints(coverage, findings);
    const errors = [...linkage, ...checkpoints.errors, ...(journal?.errors ?? [])];
    const ok = errors.length === 0 && findings.refusals.length === 0;
    return {
      ok,
      fault: undefined,
      ...identity(chain, journal),
      checkpointsChecked: chain?.checkpoints.length ?? 0,
      linkageErrors: linkage,
      checkpointErrors: checkpoints.errors,
      journal,
      seal: sealed,
      // Nothing is vouched for where something is wrong, also where a profile tolerates it.
      completeness: ok && findings.tolerated.length === 0 ? completeness : NOTHING,
      refusals: findings.refusals,
      tolerated: findings.tolerated,
      notes,
    };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return unreadable(error, findings);
  }
}

/** What the runpacks of a chain amount to, by the index of their checkpoints. */
interface CheckpointRunpacks {
  readonly errors: readonly string[];
  /** Those signed by a trusted key. */
  readonly signedRunpacks: ReadonlySet<number>;
  /** What the events tell in the runpack, where it is whole. */
  readonly tales: ReadonlyMap<number, string>;
}

const NO_CHECKPOINTS: CheckpointRunpacks = {
  errors: [],
  signedRunpacks: new Set(),
  tales: new Map(),
};

async function verifyCheckpoints(
  chain: ReadChain,
  options: VerifySessionOptions,
  findings: Findings,
): Promise<CheckpointRunpacks> {
  const required = options.requireSignedRunpacks === true || options.profile === 'strict';
  const errors: string[] = [];
  const signedRunpacks = new Set<number>();
  const tales = new Map<number, string>();
  // A chain of a few kilobytes could name one large runpack at each of its checkpoints.
  const known = new Map<string, () => ToldRunpack>();
  for (const checkpoint of chain.checkpoints) {
    const path = checkpoint.runpack_path;
    const file = options.fileOf?.(path) ?? path;
    const told = known.get(file) ?? (await tellRunpack(path, options));
    known.set(file, told);
    // One after the other: a chain may name a thousand runpacks, memory holds one.
    try {
      const { runpack, tale } = told();
      const wrong = checkpointErrors(chain, checkpoint, runpack, required, findings);
      errors.push(...wrong);
      if (wrong.length > 0) continue;
      tales.set(checkpoint.checkpoint_index, tale);
      if (runpack.signature.status === 'verified') signedRunpacks.add(checkpoint.checkpoint_index);
    } catch (error) {
      // A runpack that cannot be opened is a fault of the chain, not of who asks.
      if (!isCodedError(error)) throw error;
      errors.push(`checkpoint ${checkpoint.checkpoint_index} verify error: ${error.message}`);
    }
  }
  return { errors, signedRunpacks, tales };
}

/** A runpack that was verified, and what its events tell. */
interface ToldRunpack {
  readonly runpack: JudgedRunpack;
  readonly tale: string;
}

/** Verifies a runpack; the answer can be had often and holds no more than is judged. */
async function tellRunpack(
  path: string,
  { verifyRunpack }: VerifySessionOptions,
): Promise<() => ToldRunpack> {
  const events = startTale();
  try {
    const { fault, runId, manifestDigest, signature, refusals, tolerated, ...files } =
      await verifyRunpack(path, events);
    const missingFiles = files.missingFiles.slice(0, 1);
    const hashMismatches = files.hashMismatches.slice(0, 1);
    const judged = { fault, runId, manifestDigest, signature, refusals, tolerated };
    const told = { runpack: { ...judged, missingFiles, hashMismatches }, tale: events.end() };
    return () => told;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Checkpoints stand in the chain file and in the journal; each is looked at once. */
function judgeSignatures(
  chain: ReadChain | undefined,
  journal: JournalReport | undefined,
  keys: KeySet | undefined,
  findings: Findings,
  notes: TrustNote[],
): readonly SignedCheckpoint[] {
  const seen = new Set<string>();
  const signed: SignedCheckpoint[] = [];
  for (const checkpoint of [...(chain?.checkpoints ?? []), ...(journal?.checkpoints ?? [])]) {
    const signatures = checkpoint.signatures ?? [];
    const name = JSON.stringify([checkpoint.checkpoint_hash, signatures]);
    if (signatures.length === 0 || seen.has(name)) continue;
    seen.add(name);
    signed.push(judgeSignature(checkpoint, keys, findings, notes));
  }
  return signed;
}

function identity(
  chain: ReadChain | undefined,
  journal: JournalReport | undefined,
): Pick<SessionReport, 'sessionId' | 'runId'> {
  const source = chain ?? journal?.facts?.header;
  return { sessionId: source?.session_id ?? '', runId: source?.run_id ?? '' };
}

function unreadable(fault: CodedError, findings: Findings): SessionReport {
  return {
    ok: false,
    fault,
    sessionId: '',
    runId: '',
    checkpointsChecked: 0,
    linkageErrors: [],
    checkpointErrors: [],
    journal: undefined,
    seal: undefined,
    completeness: NOTHING,
    refusals: findings.refusals,
    tolerated: findings.tolerated,
    notes: [],
  };
}
