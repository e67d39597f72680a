import { parseTime } from '@gait/canon';
import { compilePolicy } from '../decide/compile-policy.ts';
import { decide, type DecideOptions } from '../decide/decide.ts';
import type { Outcome } from '../decide/outcome.ts';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { EVALUATION_TIME } from './likely-intents.ts';

/** Nanoseconds since 1970 of an RFC 3339 text. */
export function instant(text: string): bigint {
  const parsed = parseTime(text);
  if (parsed === undefined) throw new Error(`${text} is no time`);
  return parsed.epochNanos;
}

/** Members of an intent, of its context, and options of the decision; the rest is plain. */
export interface DecideCase extends Partial<DecideOptions> {
  readonly intent?: Record<string, unknown>;
  readonly context?: Record<string, unknown>;
}

/** Decides a small intent under a policy written as a value, at `EVALUATION_TIME`. */
export function decideJson(policy: Record<string, unknown>, given: DecideCase = {}): Outcome {
  const { intent, context, ...options } = given;
  const profile = options.profile ?? 'standard';
  const json = {
    tool_name: 'tool.write',
    args: {},
    targets: [],
    ...intent,
    context: { identity: 'alice', workspace: '/repo/app', risk_class: 'low', ...context },
  };
  const compiled = compilePolicy(parsePolicy(JSON.stringify(policy)));
  const prepared = prepareIntent(decodeIntent(structuredClone(json)), {
    profile,
    policyClasses: compiled.toolClasses,
  });
  return decide(compiled, prepared, {
    now: instant(EVALUATION_TIME),
    ...options,
    profile,
  });
}
