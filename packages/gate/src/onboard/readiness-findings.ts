import { trimSpace } from '@gait/canon';
import type { Policy } from '../policy/policy.ts';
import { actionTools } from './action-tools.ts';
import type { RepositorySignals, RepositorySurface } from './repository-signals.ts';

/** Something a person should look at before relying on a policy. */
export interface ReadinessFinding {
  readonly code: string;
  readonly severity: 'warning' | 'info';
  readonly summary: string;
  readonly detected_surface: string;
  readonly remediation: string;
  readonly evidence: readonly string[];
}

const MOST_EVIDENCE = 8;

/**
 * Compares a policy with what a scan of its repository found (gait-formats §7.9). Codes,
 * severities, evidence and order are those of the reference; it never fails.
 */
export function readinessFindings(
  policy: Policy,
  surface: RepositorySurface,
  { signals, rules, unknown }: RepositorySignals,
): ReadinessFinding[] {
  const findings: ReadinessFinding[] = [];
  const tell = (
    severity: ReadinessFinding['severity'],
    code: string,
    detected_surface: string,
    [summary, remediation]: readonly [string, string],
    evidence: readonly string[] = [],
  ): void =>
    void findings.push({ code, severity, summary, detected_surface, remediation, evidence });

  if (policy.rules.length === 0) {
    tell('warning', 'policy.no_rules', 'policy.rules', [
      'the policy has no rules: every call gets the default verdict',
      'add rules; `gait init --json` suggests some',
    ]);
  }
  if (policy.default_verdict === 'allow') {
    tell('warning', 'policy.default_allow', 'policy.default_verdict', [
      'what no rule matches is allowed',
      'set default_verdict to require_approval or block',
    ]);
  }
  if (policy.rules.every(({ effect }) => effect === 'allow')) {
    tell('warning', 'policy.no_non_allow_rules', 'policy.rules', [
      'every rule allows: no rule stops a call or asks a person',
      'add rules with effect block or require_approval for what changes or destroys something',
    ]);
  }
  if (surface.frameworks.length === 0) {
    tell('info', 'repo.no_supported_framework_detected', 'repo.frameworks', [
      'no agent framework that is known was found here',
      'make sure that the tool calls of your agent ask the gate',
    ]);
  }
  const matched = new Set(policy.rules.flatMap(({ match }) => match.tool_names).map(trimSpace));
  const candidates = actionTools(surface.toolNames).slice(0, MOST_EVIDENCE);
  if (surface.toolNames.length > 0 && matched.size === 0) {
    const texts = [
      'tools were found, and no rule names a tool',
      'name the tools in match.tool_names of a rule',
    ] as const;
    tell('warning', 'repo.tool_inventory_uncovered', 'repo.tools', texts, candidates);
  } else if (
    surface.toolNames.length > 0 &&
    !surface.toolNames.some((name) => matched.has(trimSpace(name)))
  ) {
    const texts = [
      'no tool that was found is named by a rule',
      'use the names of your tools in match.tool_names',
    ] as const;
    tell('warning', 'repo.tool_inventory_name_mismatch', 'repo.tools', texts, candidates);
  }
  if (rules.length > 0) {
    const texts = [
      'rules can be suggested from what was found',
      'read the suggestions in the comments of the policy and take them over or drop them',
    ] as const;
    const ids = rules.map(({ id }) => id);
    tell('info', 'repo.generated_rules_available', 'repo.signals', texts, ids);
  }
  if (unknown[0] !== undefined) {
    const texts = [
      'the names of some tools do not say what they do',
      'look at unknown_signals and add rules where needed',
    ] as const;
    const { evidence } = unknown[0];
    tell('info', 'repo.manual_review_required', 'repo.signals', texts, evidence);
  }
  if (signals.length === 0) {
    tell('info', 'repo.no_high_confidence_signals', 'repo.signals', [
      'nothing was found from which rules could follow',
      'keep the template and add rules for your tools',
    ]);
  }
  return findings;
}
