import type { KeySet } from '@gait/canon';
import {
  parseRevocationList,
  type ApprovalToken,
  type ReadToken,
  type RevocationList,
} from '@gait/gate';
import {
  approvalFiles,
  isSurelyMissing,
  openSpendLedger,
  readDenials,
  readWhole,
  type SpendLedger,
} from '@gait/local';
import type { Context } from '../context.ts';
import type { GateSettings } from './gate-settings.ts';

/** What this machine knows of approvals. */
export interface ApprovalState {
  readonly ledger: SpendLedger;
  readonly denials: (intentDigest: string) => readonly ReadToken<ApprovalToken>[];
  readonly revoked: () => Promise<RevocationList | undefined>;
}

/** Opens it; a module of its own, so that it is loaded when a token is judged. */
export function openApprovalState(
  context: Context,
  settings: GateSettings,
  keys: () => Promise<KeySet | undefined>,
): ApprovalState {
  const files = approvalFiles(context);
  return {
    ledger: openSpendLedger(files.spent),
    denials: (digest) => readDenials(files.denials, digest),
    revoked: revokedTokens(context, settings, keys),
  };
}

/**
 * The list that a flag names, else the one of this machine when there is one. Read when a token
 * is judged, each time: what is withdrawn now counts for the next call of a gate that serves.
 */
function revokedTokens(
  context: Context,
  { flags, profile }: GateSettings,
  keys: () => Promise<KeySet | undefined>,
): () => Promise<RevocationList | undefined> {
  const own = approvalFiles(context).revocations;
  const path = flags.revocations === '' ? own : context.resolve(flags.revocations);
  return async () => {
    const bytes = readUnlessMissing(path, path === own);
    if (bytes === undefined) return undefined;
    const trust = { keys: await keys(), required: profile === 'strict', now: context.now() };
    return parseRevocationList(bytes, trust, { file: path });
  };
}

/** A list that is there and may not be read, or a link that leads nowhere, is not an empty one. */
function readUnlessMissing(path: string, mayMiss: boolean): Uint8Array | undefined {
  return mayMiss && isSurelyMissing(path) ? undefined : readWhole(path);
}
