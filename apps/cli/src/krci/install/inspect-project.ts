import {
  isUnresolved,
  judgeInstalled,
  judgeTargetFile,
  judgeLockSignature,
  listLocalFiles,
  readFramework,
  readStore,
  renderTargets,
  resolveTargets,
  setDigest,
  STORE_FILE,
  type AgentsLock,
  type FileTree,
  type InstalledFinding,
  type LocalFile,
  type TargetFindingCode,
} from '@gait/agents';
import { isCodedError, sha256Hex, type KeySet, type SignatureCheck } from '@gait/canon';
import { AGENT_AUDIT, findAuditGaps, presentFiles, readAudit, readTree } from '@gait/local';
import { bytesAt, findLock } from './project-state.ts';

/** One thing that is not as the lock says. */
export interface ProjectFinding {
  readonly code:
    | InstalledFinding['code']
    /** The markers of a merge stand there. */
    | 'conflict_unresolved'
    | 'agent_lock_missing'
    | 'agent_lock_unsigned'
    | 'agent_lock_signature'
    | 'agent_store_incomplete'
    | 'agent_audit_damaged'
    | 'agent_audit_behind'
    /** What is installed refers to a local file that is gone. */
    | 'agent_local_missing'
    | TargetFindingCode;
  readonly path: string;
  readonly message: string;
  /** Of a file of the lock: the sources that gave it. */
  readonly sources?: readonly string[];
}

/** What is installed in a project and what became of it. */
export interface ProjectInspection {
  readonly lock: AgentsLock | undefined;
  readonly setDigest: string;
  readonly signature: SignatureCheck | undefined;
  readonly findings: readonly ProjectFinding[];
  readonly local: readonly JudgedLocal[];
  /** The last record of the audit. */
  readonly last: AuditSummary | undefined;
}

/** A local file, and whether what is installed refers to it as it is. */
export interface JudgedLocal extends LocalFile {
  /** Undefined for one that takes no other's place. */
  readonly in_effect?: boolean;
}

/** Who did what and when, as the audit tells. */
export interface AuditSummary {
  readonly action: string;
  /** The user of the system. */
  readonly by: string;
  /** How git calls the author, where it was set. */
  readonly git_user?: string;
  readonly at: string;
  readonly signed: boolean;
}

/**
 * Looks at everything: the lock and its signature, each file, the content store, the audit.
 *
 * @param keys what signatures are checked with; a lock without one is a finding then
 * @throws CodedError `agent_lock_invalid`, `agent_lock_newer`, and those of reading files
 */
export function inspectProject(root: string, keys: KeySet | undefined): ProjectInspection {
  const lock = findLock(root)?.lock;
  const tree = readTree(root);
  const local = judgeLocal(tree, lock);
  const audit = inspectAudit(root, lock);
  if (lock === undefined) {
    const findings = [...audit.findings, NO_LOCK];
    return { lock, setDigest: '', signature: undefined, findings, local, last: audit.last };
  }
  const signature = judgeLockSignature(lock, keys);
  const files = judgeInstalled(lock, tree, presentFiles(root)).map((found) =>
    asConflict(root, found),
  );
  const told = new Set(files.map(({ path }) => path));
  const findings = [
    ...signatureFindings(signature),
    ...(signature.stripped || lock.signature !== undefined || !audit.wasSigned ? [] : [FADED]),
    ...withSources(lock, files),
    ...targetFindings(root, tree, lock, told),
    ...storeFindings(root, lock),
    ...lostLocal(local, lock),
    ...audit.findings,
  ];
  return { lock, setDigest: setDigest(lock.files), signature, findings, local, last: audit.last };
}

/** Says of each locked file whose it is: who has several sources asks the right one. */
function withSources(
  { files }: AgentsLock,
  findings: readonly ProjectFinding[],
): readonly ProjectFinding[] {
  const owners = new Map(files.map(({ path, sources }) => [path, sources]));
  return findings.map((finding) => {
    const sources = owners.get(finding.path) ?? [];
    return sources.length === 0 ? finding : { ...finding, sources };
  });
}

function asConflict(root: string, found: InstalledFinding): ProjectFinding {
  const isText = found.code === 'agent_file_changed' || found.code === 'agent_file_foreign';
  if (!isText || !isUnresolved(bytesAt(root, found.path))) return found;
  const message = 'has the markers of a merge: decide between them, then run krci-ai install';
  return { code: 'conflict_unresolved', path: found.path, message };
}

/** What an install could not make for the tools of the project, and why. */
function targetFindings(
  root: string,
  tree: FileTree,
  { files, targets }: AgentsLock,
  told: ReadonlySet<string>,
): ProjectFinding[] {
  if (targets.length === 0) return [];
  const ours = new Set(files.map(({ path }) => path));
  const presentAt = presentFiles(root);
  const read = (path: string): Uint8Array | undefined =>
    presentAt(path).kind === 'file' ? bytesAt(root, path) : undefined;
  const { reports } = renderTargets(readFramework(tree), resolveTargets(targets), {
    isForeign: (path) => !ours.has(path) && judgeTargetFile(path, read) === 'foreign',
  });
  const found = reports.flatMap(({ findings }) =>
    findings.filter(({ severity, from }) => severity === 'error' && !told.has(from)),
  );
  // Several tools may miss the same file.
  return [
    ...new Map(
      found.map(({ code, path, message }) => [`${code} ${path}`, { code, path, message }]),
    ).values(),
  ];
}

/** An install makes references lead to local files: one that came later is read by nobody yet. */
function judgeLocal(tree: FileTree, lock: AgentsLock | undefined): readonly JudgedLocal[] {
  const known = new Map(lock?.local?.map(({ path, sha256 }) => [path, sha256]));
  return listLocalFiles(tree).map((file): JudgedLocal => {
    if (file.effect === 'adds') return file;
    const bytes = tree.read(file.path);
    const there = bytes === undefined ? undefined : sha256Hex(bytes);
    return { ...file, in_effect: there !== undefined && known.get(file.path) === there };
  });
}

function lostLocal(local: readonly JudgedLocal[], lock: AgentsLock): ProjectFinding[] {
  const there = new Set(local.map(({ path }) => path));
  return (lock.local ?? []).flatMap(({ path }) =>
    there.has(path)
      ? []
      : [
          {
            code: 'agent_local_missing',
            path,
            message: 'is gone, and what is installed refers to it: run krci-ai install',
          },
        ],
  );
}

const LOCK = 'krci-ai.lock.json';
const NO_LOCK: ProjectFinding = {
  code: 'agent_lock_missing',
  path: LOCK,
  message: 'is not there: nothing says what was installed',
};

function signatureFindings({ status, stripped, faults }: SignatureCheck): ProjectFinding[] {
  if (stripped) {
    return [{ code: 'agent_lock_unsigned', path: LOCK, message: 'has no signature' }];
  }
  if (status !== 'failed') return [];
  const why = faults.map(({ fault }) => fault).join(', ');
  return [{ code: 'agent_lock_signature', path: LOCK, message: `its signature is wrong: ${why}` }];
}

function storeFindings(root: string, { files }: AgentsLock): ProjectFinding[] {
  const store = readStore(bytesAt(root, STORE_FILE));
  const lost = files.filter(
    ({ kind, sha256, base = sha256 }) => kind === 'asset' && !store.has(base),
  );
  return lost.length === 0
    ? []
    : [
        {
          code: 'agent_store_incomplete',
          path: STORE_FILE,
          message: `lacks ${lost.length} contents: an update cannot merge edits of those files`,
        },
      ];
}

interface InspectedAudit {
  readonly findings: readonly ProjectFinding[];
  readonly last: AuditSummary | undefined;
  /** A key signed some record of it. */
  readonly wasSigned: boolean;
}

const FADED: ProjectFinding = {
  code: 'agent_lock_unsigned',
  path: LOCK,
  message:
    'was signed once, as the audit tells, and is not now: krci-ai install --private-key FILE',
};

function inspectAudit(root: string, lock: AgentsLock | undefined): InspectedAudit {
  try {
    const lines = readAudit(bytesAt(root, AGENT_AUDIT));
    const record = lines.at(-1)?.record;
    // Since all was taken away there is nothing that could have been signed.
    const gone = lines.findLastIndex((line) => line.record.event?.['set_digest'] === '');
    const wasSigned = lines.slice(gone + 1).some((line) => line.record.integrity.signature !== '');
    const event = record?.event ?? {};
    const last =
      record === undefined
        ? undefined
        : {
            action: String(event['action'] ?? ''),
            by: String(event['by'] ?? ''),
            ...(typeof event['git_user'] === 'string' ? { git_user: event['git_user'] } : {}),
            at: record.timestamp,
            signed: record.integrity.signature !== '',
          };
    if (lock === undefined) return { last, wasSigned, findings: [] };
    // Those of the past stay in the audit for ever, and `audit verify` tells them: two branches that
    // were merged leave one. What is installed now is the question here.
    const gaps = findAuditGaps(lines, setDigest(lock.files)).filter(({ isPast }) => !isPast);
    return {
      last,
      wasSigned,
      findings: gaps.map(({ fault }) => ({ ...BEHIND, message: fault })),
    };
  } catch (error) {
    if (!isCodedError(error) || error.code !== 'agent_audit_damaged') throw error;
    const finding = { code: error.code, path: AGENT_AUDIT, message: error.message } as const;
    return { last: undefined, wasSigned: false, findings: [finding] };
  }
}

const BEHIND = { code: 'agent_audit_behind', path: AGENT_AUDIT } as const;
