import { normalizeLowerList, toLower, trimSpace } from '@gait/canon';
import { followsReference } from '../decide/profile.ts';
import type { Profile } from '../intent/strictness.ts';
import type { Intent, PreparedIntent } from '../intent/intent-record.ts';
import { goPathClean } from '../text/go-path.ts';
import { nanosOf } from '../text/nanos-of.ts';
import type { ApprovedScript } from './approved-script-record.ts';

/** Under what the registry is asked. */
export interface ApprovedScriptQuestion {
  readonly profile: Profile;
  readonly policyDigest: string;
  /** Nanoseconds since 1970. */
  readonly now: bigint;
  /** What was switched off stays off, whatever was approved before. */
  readonly killSwitchActive: boolean;
}

/** Whether a script was approved before. */
export interface ApprovedScriptMatch {
  readonly matched: boolean;
  readonly patternId: string;
  readonly reason:
    | 'approved_script_match'
    | 'approved_script_not_found'
    | 'kill_switch_active'
    | 'not_script';
}

/**
 * Looks for a verified entry that is for this script under this policy, now and in this scope
 * (gait-formats §4.16).
 *
 * The steps are bound by `script_hash`: tools, arguments, targets and their order. The reference
 * compares besides the sorted list of the entry with the steps as they come, so that only
 * scripts whose tools are in alphabetical order can match. `standard` keeps that; `strict`
 * leaves the order to the hash and wants the same set of tools.
 *
 * @param entries normalised and verified by the caller (`verifyApprovedScript`)
 */
export function matchApprovedScript(
  { intent, scriptHash }: PreparedIntent,
  entries: readonly ApprovedScript[],
  question: ApprovedScriptQuestion,
): ApprovedScriptMatch {
  if (intent.script === null) return none('not_script');
  if (question.killSwitchActive) return none('kill_switch_active');
  const steps = (intent.script.steps ?? []).map(({ tool_name }) => tool_name);
  const found = entries.find(
    (entry) =>
      entry.policy_digest === toLower(trimSpace(question.policyDigest)) &&
      entry.script_hash === scriptHash &&
      nanosOf(entry.expires_at) > question.now &&
      sameTools(entry.tool_sequence ?? [], steps, question.profile) &&
      (entry.scope ?? []).every((scope) => isInScope(intent, scope, question.profile)),
  );
  if (found === undefined) return none('approved_script_not_found');
  return { matched: true, patternId: found.pattern_id, reason: 'approved_script_match' };
}

function none(reason: ApprovedScriptMatch['reason']): ApprovedScriptMatch {
  return { matched: false, patternId: '', reason };
}

function sameTools(
  approved: readonly string[],
  steps: readonly string[],
  profile: Profile,
): boolean {
  const wanted = normalizeLowerList(approved);
  const actual = profile === 'strict' ? normalizeLowerList(steps) : steps;
  return wanted.length === actual.length && wanted.every((tool, index) => tool === actual[index]);
}

/** An entry with a scope that nobody understands is for nothing. */
function isInScope(intent: Intent, scope: string, profile: Profile): boolean {
  const [kind, value] = splitScope(scope);
  switch (kind) {
    case 'risk':
      return toLower(trimSpace(intent.context.risk_class)) === value;
    case 'tool':
      return toLower(trimSpace(intent.tool_name)) === value;
    case 'workspace_prefix':
      return isBelow(intent.context.workspace, value);
    case 'endpoint':
      return hasEndpoint(intent, value, profile);
    default:
      return false;
  }
}

function splitScope(scope: string): readonly [kind: string, value: string] {
  const colon = scope.indexOf(':');
  return colon < 0 ? ['', scope] : [scope.slice(0, colon), scope.slice(colon + 1)];
}

/** As the reference, for which nothing but `/` itself is below the prefix `/`. */
function isBelow(workspace: string, prefix: string): boolean {
  const clean = goPathClean(trimSpace(workspace));
  return clean === prefix || clean.startsWith(`${prefix}/`);
}

/** In the reference one target of the class suffices; a scope should hold for every one. */
function hasEndpoint(intent: Intent, endpoint: string, profile: Profile): boolean {
  const targets = (intent.script?.steps ?? []).flatMap((step) => step.targets ?? []);
  const within = (target: { readonly endpoint_class: string }): boolean =>
    toLower(trimSpace(target.endpoint_class)) === endpoint;
  if (followsReference(profile) || profile === 'standard') return targets.some(within);
  return targets.length > 0 && targets.every(within);
}
