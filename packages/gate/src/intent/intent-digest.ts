import { canonicalize, sha256Hex, type JsonObject } from '@gait/canon';
import type { Intent } from './intent-record.ts';
import { delegationDigest, intentText, scriptText } from './intent-text.ts';

/** Digest of normalised arguments, hex (gait-formats §4.3). */
export function argsDigest(args: JsonObject | null): string {
  return sha256Hex(canonicalize(args ?? {}));
}

/** Digest of a normalised script, hex; `''` when the intent is not one (gait-formats §4.3). */
export function scriptHash(intent: Intent): string {
  return intent.script === null ? '' : sha256Hex(scriptText(intent.script.steps ?? [], false));
}

/** Digest of a normalised intent, hex (gait-formats §4.3). */
export function intentDigest(intent: Intent): string {
  return sha256Hex(intentText({ ...intent, script_hash: scriptHash(intent) }, false));
}

/** Digest of the delegation of a normalised intent, to which approvals are bound; `''` without one. */
export function delegationBindingDigest(intent: Intent): string {
  return intent.delegation === null ? '' : delegationDigest(intent.delegation);
}
