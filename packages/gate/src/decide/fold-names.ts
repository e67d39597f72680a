import { isPathTarget } from '../constraints/path-forms.ts';
import type { PreparedIntent, Target } from '../intent/intent-record.ts';
import type { PolicyRule } from '../policy/policy.ts';
import { foldPath } from '../protect/fold-path.ts';
import { compilePolicy, type CompiledPolicy } from './compile-policy.ts';

/*
 * On a file system that folds names `/srv/.ENV` is `/srv/.env`, and a rule about one is about the
 * other. There a call is read once more with all its paths folded, under the same rules folded.
 */

const FOLDED = new WeakMap<CompiledPolicy, { readonly folded: CompiledPolicy | undefined }>();

/**
 * The same policy for calls whose paths are folded; undefined when no rule is about paths. Made
 * when it is first asked for: most machines never do.
 */
export function foldedPolicy(compiled: CompiledPolicy): CompiledPolicy | undefined {
  const known = FOLDED.get(compiled);
  if (known !== undefined) return known.folded;
  const { policy, digest } = compiled;
  const folded = policy.rules.some(isAboutPaths)
    ? compilePolicy({ ...policy, rules: policy.rules.map(foldRule) }, { digest })
    : undefined;
  FOLDED.set(compiled, { folded });
  return folded;
}

function isAboutPaths({ match, endpoint, dataflow, taint }: PolicyRule): boolean {
  const lists = [
    ...[match.target_values, match.destination_values, match.workspace_prefixes],
    ...[endpoint.path_allowlist, endpoint.path_denylist],
    dataflow.destination_values,
  ];
  // Labels lie where they were put, under whatever name.
  return taint !== null || lists.some((list) => list.length > 0);
}

function foldRule(rule: PolicyRule): PolicyRule {
  const { match, endpoint, dataflow, taint } = rule;
  return {
    ...rule,
    match: {
      ...match,
      target_values: withFolded(match.target_values),
      destination_values: withFolded(match.destination_values),
      workspace_prefixes: withFolded(match.workspace_prefixes),
    },
    endpoint: {
      ...endpoint,
      path_allowlist: withFolded(endpoint.path_allowlist),
      path_denylist: withFolded(endpoint.path_denylist),
    },
    dataflow: { ...dataflow, destination_values: withFolded(dataflow.destination_values) },
    taint:
      taint === null
        ? null
        : { ...taint, destination_values: withFolded(taint.destination_values) },
  };
}

/** A value may be about something else than a path, which is not folded: as it was, too. */
function withFolded(values: readonly string[]): readonly string[] {
  return [...new Set([...values, ...values.map(foldPath)])];
}

/** The call with its paths and its workspace folded; its digests stay. */
export function foldedCall(prepared: PreparedIntent): PreparedIntent {
  const { intent } = prepared;
  const { context, script } = intent;
  return {
    ...prepared,
    intent: {
      ...intent,
      targets: foldTargets(intent.targets),
      script:
        script === null
          ? null
          : {
              steps: (script.steps ?? []).map((step) => ({
                ...step,
                targets: foldTargets(step.targets),
              })),
            },
      context: { ...context, workspace: foldPath(context.workspace) },
    },
  };
}

function foldTargets(targets: readonly Target[] | null): readonly Target[] | null {
  if (targets === null) return null;
  return targets.map((target) =>
    isPathTarget(target, true) ? { ...target, value: foldPath(target.value) } : target,
  );
}
