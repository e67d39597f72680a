import { compareUtf8, formatTime, toLower, trimSpace, ZERO_TIME } from '@gait/canon';
import { NO_CODES } from '../decide/code-list.ts';
import type { FreezeWindowDecision } from '../decide/outcome.ts';
import { evaluatedAt, type Pass } from '../decide/pass.ts';
import type { ConstraintAction, FreezeWindowPolicy } from '../policy/policy.ts';
import type { Constraint, Finding } from './finding.ts';
import { localInstant } from './local-time.ts';
import { findTimeZone } from './time-zone.ts';

interface Range {
  readonly start: bigint;
  readonly end: bigint;
  readonly startText: string;
  readonly endText: string;
}

/** A window as instants; null when its text is no time or it ends before it starts. */
interface Window {
  readonly name: string;
  readonly range: Range | null;
}

/**
 * No changes while a window is open: `start` ≤ now < `end`, in the window's time zone. A zone or
 * window that cannot be read blocks (gait-formats §4.10). Zones are loaded when a call first
 * needs them.
 */
export function freezeWindowConstraint(policy: FreezeWindowPolicy): Constraint {
  let windows: readonly Window[] | undefined | null = null;
  return (call, pass) => {
    if (isElsewhere(policy.environments, call.context.environment)) return inactive(policy, pass);
    if (isElsewhere(policy.risk_classes, call.context.risk_class)) return inactive(policy, pass);
    if (windows === null) windows = readWindows(policy);
    if (windows === undefined) {
      return invalid(policy, pass, '', {
        reason_code: 'freeze_window_invalid_timezone',
        reason: 'freeze window timezone could not be loaded',
      });
    }
    for (const { name, range } of windows) {
      if (range === null) {
        return invalid(policy, pass, name, {
          reason_code: 'freeze_window_invalid_window',
          reason: 'freeze window has an invalid range',
        });
      }
      if (range.start <= pass.now && pass.now < range.end) {
        return found(policy.effect, {
          ...recordOf(policy, pass),
          status: 'active',
          window_name: name,
          window_start: range.startText,
          window_end: range.endText,
          reason: policy.reason === '' ? name : policy.reason,
          reason_code: `freeze_window_active_${policy.effect}`,
        });
      }
    }
    return inactive(policy, pass);
  };
}

function isElsewhere(list: readonly string[], value: string): boolean {
  return list.length > 0 && !list.includes(toLower(trimSpace(value)));
}

/** Undefined when the zone is unknown. */
function readWindows(policy: FreezeWindowPolicy): readonly Window[] | undefined {
  const zone = findTimeZone(policy.timezone);
  if (zone === undefined) return undefined;
  return policy.windows.map(({ name, start: from, end: until }) => {
    const start = localInstant(from, zone);
    const end = localInstant(until, zone);
    if (start === undefined || end === undefined || end <= start) return { name, range: null };
    const texts = { startText: formatTime(start), endText: formatTime(end) };
    return { name, range: { start, end, ...texts } };
  });
}

function recordOf(policy: FreezeWindowPolicy, pass: Pass): FreezeWindowDecision {
  return {
    status: 'inactive',
    effect: policy.effect,
    timezone: policy.timezone,
    evaluated_at: evaluatedAt(pass),
    window_name: '',
    window_start: ZERO_TIME,
    window_end: ZERO_TIME,
    reason: '',
    reason_code: '',
  };
}

function inactive(policy: FreezeWindowPolicy, pass: Pass): Finding {
  return found(null, recordOf(policy, pass));
}

function invalid(
  policy: FreezeWindowPolicy,
  pass: Pass,
  name: string,
  why: { readonly reason: string; readonly reason_code: string },
): Finding {
  return found('block', {
    ...recordOf(policy, pass),
    status: 'invalid',
    window_name: name,
    ...why,
  });
}

function found(effect: ConstraintAction | null, freezeWindow: FreezeWindowDecision): Finding {
  const codes = freezeWindow.reason_code === '' ? NO_CODES : [freezeWindow.reason_code];
  return {
    effect,
    reasons: codes,
    violations: codes,
    freezeWindow,
    sandbox: null,
    dataflow: false,
  };
}

const STATUS_RANK = { invalid: 3, active: 2, inactive: 1 } as const;

/** Of two decisions the worse: by status, then effect, then window name. */
export function worseFreezeWindow(
  current: FreezeWindowDecision | null,
  next: FreezeWindowDecision | null,
): FreezeWindowDecision | null {
  if (next === null || current === null) return next ?? current;
  const status = STATUS_RANK[next.status] - STATUS_RANK[current.status];
  if (status !== 0) return status > 0 ? next : current;
  const effect = Number(next.effect === 'block') - Number(current.effect === 'block');
  if (effect !== 0) return effect > 0 ? next : current;
  return compareUtf8(next.window_name, current.window_name) < 0 ? next : current;
}
