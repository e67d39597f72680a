import { formatTime, isZeroTime, parseTime, toLower, trimSpace } from '@gait/canon';
import { isPathTarget, pathForms } from '../constraints/path-forms.ts';
import { isAtOrBelow, pathReadings } from '../constraints/path-readings.ts';
import { codeList, mergeCodes } from '../decide/code-list.ts';
import type { KillSwitchDecision } from '../decide/outcome.ts';
import { followsReference } from '../decide/profile.ts';
import type { Intent, Target } from '../intent/intent-record.ts';
import type { Profile } from '../intent/strictness.ts';
import { foldPath } from '../protect/fold-path.ts';
import { goPathClean } from '../text/go-path.ts';
import type { KillSwitchEntry, KillSwitchState } from './kill-switch-state.ts';

/** Reason code and violation of every call that a switch stops. */
export const KILL_SWITCH_ACTIVE = 'kill_switch_active';

/**
 * Which switches stop this call (gait-formats §4.11). An entry matches when all its selectors
 * do; one without selectors matches everything. Disabled and expired entries are passed over.
 *
 * A script hides its tools behind the name `script`, so a switch by tool name looks at the tools
 * of its steps too; only `compat` and `oss-prod` do not, as the reference.
 *
 * @param now nanoseconds since 1970.
 * @param foldsCase names that differ only in case or Unicode form are one; counts in `strict`.
 */
export function matchKillSwitch(
  state: KillSwitchState,
  intent: Intent,
  now: bigint,
  profile: Profile = 'standard',
  foldsCase = false,
): KillSwitchDecision {
  const ground = { profile, folds: foldsCase && profile === 'strict' };
  let reasons: readonly string[] = [];
  const matched: string[] = [];
  for (const entry of state.entries ?? []) {
    if (!entry.enabled) continue;
    const found = matchEntry(entry, intent, ground);
    if (found === undefined || isExpired(entry, now)) continue;
    matched.push(entry.entry_id);
    reasons = mergeCodes(reasons, codeList([KILL_SWITCH_ACTIVE, ...found]));
  }
  const evaluatedAt = formatTime(now);
  if (reasons.length === 0) {
    return {
      status: 'inactive',
      reason_code: '',
      reason_codes: null,
      matched_entry_ids: null,
      evaluated_at: evaluatedAt,
    };
  }
  return {
    status: 'active',
    reason_code: reasons.find((code) => code !== KILL_SWITCH_ACTIVE) ?? KILL_SWITCH_ACTIVE,
    reason_codes: reasons,
    matched_entry_ids: codeList(matched),
    evaluated_at: evaluatedAt,
  };
}

function isExpired(entry: KillSwitchEntry, now: bigint): boolean {
  if (isZeroTime(entry.expires_at)) return false;
  const expires = parseTime(entry.expires_at);
  // A time that cannot be read ends nothing: the switch stays on.
  return expires !== undefined && expires.epochNanos <= now;
}

interface Ground {
  readonly profile: Profile;
  readonly folds: boolean;
}

function matchEntry(entry: KillSwitchEntry, intent: Intent, ground: Ground): string[] | undefined {
  const { context } = intent;
  const { profile } = ground;
  const codes: string[] = [];
  if (entry.agent_id !== '') {
    if (trimSpace(context.agent_id) !== entry.agent_id) return undefined;
    codes.push('kill_switch_agent_id_active');
  }
  if (entry.identity !== '') {
    if (trimSpace(context.identity) !== entry.identity) return undefined;
    codes.push('kill_switch_identity_active');
  }
  if (entry.tool_name !== '') {
    if (!usesTool(entry.tool_name, intent, profile)) return undefined;
    codes.push('kill_switch_tool_name_active');
  }
  if (entry.environment !== '') {
    if (toLower(trimSpace(context.environment)) !== entry.environment) return undefined;
    codes.push('kill_switch_environment_active');
  }
  if (entry.target_kind !== '' || entry.target_value !== '') {
    if (!someTarget(intent, (target) => isTarget(entry, target, intent, ground))) return undefined;
    codes.push('kill_switch_target_active');
  }
  const paths = entry.path_prefixes ?? [];
  if (paths.length > 0) {
    const below = (target: Target): boolean =>
      profile === 'strict'
        ? formsOf(target, intent).some((form) => isBelow(form, paths, ground))
        : target.kind === 'path' && isBelow(goPathClean(trimSpace(target.value)), paths, ground);
    if (!someTarget(intent, below)) return undefined;
    codes.push('kill_switch_path_active');
  }
  const workspaces = entry.workspace_prefixes ?? [];
  if (workspaces.length > 0) {
    if (!isBelowAny(context.workspace, workspaces, ground)) return undefined;
    codes.push('kill_switch_workspace_active');
  }
  return codes;
}

function usesTool(tool: string, intent: Intent, profile: Profile): boolean {
  if (intent.tool_name === tool) return true;
  if (followsReference(profile)) return false;
  return (intent.script?.steps ?? []).some((step) => step.tool_name === tool);
}

function isTarget(
  entry: KillSwitchEntry,
  target: Target,
  intent: Intent,
  { profile, folds }: Ground,
): boolean {
  if (entry.target_kind !== '' && target.kind !== entry.target_kind) return false;
  if (entry.target_value === '' || trimSpace(target.value) === entry.target_value) return true;
  if (profile !== 'strict') return false;
  const forms = formsOf(target, intent);
  const wanted = goPathClean(entry.target_value);
  return forms.includes(wanted) || (folds && forms.map(foldPath).includes(foldPath(wanted)));
}

/** Everything the path of a target may mean in `strict`; nothing of a target that is no path. */
function formsOf(target: Target, { context }: Intent): readonly string[] {
  if (!isPathTarget(target, true)) return [];
  const workspace = goPathClean(trimSpace(context.workspace));
  return pathForms(trimSpace(target.value), workspace).flatMap(({ all }) => all);
}

function isBelow(path: string, prefixes: readonly string[], { folds }: Ground): boolean {
  return prefixes.some(
    (prefix) =>
      isAtOrBelow(path, prefix) || (folds && isAtOrBelow(foldPath(path), foldPath(prefix))),
  );
}

function isBelowAny(value: string, prefixes: readonly string[], ground: Ground): boolean {
  const path = trimSpace(value);
  const readings = ground.profile === 'strict' ? pathReadings(path) : [goPathClean(path)];
  return readings.some((reading) => isBelow(reading, prefixes, ground));
}

function someTarget(intent: Intent, test: (target: Target) => boolean): boolean {
  if ((intent.targets ?? []).some(test)) return true;
  return (intent.script?.steps ?? []).some((step) => (step.targets ?? []).some(test));
}
