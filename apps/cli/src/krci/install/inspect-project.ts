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
import { AGENT_AUDIT, findAuditGaps, presentFiles, readAudit, readTree } from '@gait/local';
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
    ...judgeInstalled(lock, tree, presentFiles(root)),
    ...storeFindings(root, lock),
    ...audit.findings,
  ];
  return { lock, setDigest: setDigest(lock.files), signature, findings, local, last: audit.last };
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

function inspectAudit(
  root: string,
  lock: AgentsLock | undefined,
): { readonly findings: readonly ProjectFinding[]; readonly last: AuditSummary | undefined } {
  try {
    const lines = readAudit(bytesAt(root, AGENT_AUDIT));
    const record = lines.at(-1)?.record;
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
    if (lock === undefined) return { last, findings: [] };
    const gaps = findAuditGaps(lines, setDigest(lock.files));
    return { last, findings: gaps.map(({ fault }) => ({ ...BEHIND, message: fault })) };
  } catch (error) {
    if (!isCodedError(error) || error.code !== 'agent_audit_damaged') throw error;
    const finding = { code: error.code, path: AGENT_AUDIT, message: error.message } as const;
    return { last: undefined, findings: [finding] };
  }
}

const BEHIND = { code: 'agent_audit_behind', path: AGENT_AUDIT } as const;
