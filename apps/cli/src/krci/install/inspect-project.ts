import {
  judgeInstalled,
  judgeLockSignature,
  listLocalFiles,
  readStore,
  setDigest,
  STORE_FILE,
  type AgentsLock,
  type InstalledFinding,
  type LocalFile,
} from '@gait/agents';
import { isCodedError, type KeySet, type SignatureCheck } from '@gait/canon';
import { AGENT_AUDIT, presentFiles, readAudit, readTree } from '@gait/local';
import { bytesAt, findLock } from './project-state.ts';

/** One thing that is not as the lock says. */
export interface ProjectFinding {
  readonly code:
    | InstalledFinding['code']
    | 'agent_lock_missing'
    | 'agent_lock_unsigned'
    | 'agent_lock_signature'
    | 'agent_store_incomplete'
    | 'agent_audit_damaged'
    | 'agent_audit_behind';
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
  readonly local: readonly LocalFile[];
  /** The last record of the audit. */
  readonly last: AuditSummary | undefined;
}

/** Who did what and when, as the audit tells. */
export interface AuditSummary {
  readonly action: string;
  readonly by: string;
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
  const local = listLocalFiles(tree);
  const audit = inspectAudit(root, lock);
  if (lock === undefined) {
    const findings = [...audit.findings, NO_LOCK];
    return { lock, setDigest: '', signature: undefined, findings, local, last: audit.last };
  }
  const signature = judgeLockSignature(lock, keys);
  const findings = [
    ...signatureFindings(signature),
    ...(signature.stripped || lock.signature !== undefined || !audit.wasSigned ? [] : [FADED]),
    ...withSources(lock, judgeInstalled(lock, tree, presentFiles(root))),
    ...storeFindings(root, lock),
    ...audit.findings,
  ];
  return { lock, setDigest: setDigest(lock.files), signature, findings, local, last: audit.last };
}

/** Says of each locked file whose it is: who has several sources asks the right one. */
function withSources(
  { files }: AgentsLock,
  findings: readonly InstalledFinding[],
): readonly ProjectFinding[] {
  const owners = new Map(files.map(({ path, sources }) => [path, sources]));
  return findings.map((finding) => {
    const sources = owners.get(finding.path) ?? [];
    return sources.length === 0 ? finding : { ...finding, sources };
  });
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
            at: record.timestamp,
            signed: record.integrity.signature !== '',
          };
    const told = event['set_digest'] ?? '';
    const isBehind = lock !== undefined && told !== setDigest(lock.files);
    return { last, wasSigned, findings: isBehind ? [BEHIND] : [] };
  } catch (error) {
    if (!isCodedError(error) || error.code !== 'agent_audit_damaged') throw error;
    const finding = { code: error.code, path: AGENT_AUDIT, message: error.message } as const;
    return { last: undefined, wasSigned: false, findings: [finding] };
  }
}

const BEHIND: ProjectFinding = {
  code: 'agent_audit_behind',
  path: AGENT_AUDIT,
  message: 'its last record is about another set of files than the lock',
};
