import {
  readSignals,
  type RepositorySignal,
  type RepositorySignals,
  type StarterRule,
} from '@gait/gate';
import { PROJECT_CONFIG, scanRepository, type RepositoryScan } from '@gait/local';
import type { JsonAnswer } from '../command.ts';
import { unlessEmpty } from '../optional.ts';

/** The policy of a repository. */
export const REPOSITORY_POLICY = '.gait.yaml';

/** Where a repository keeps what, as `init` and `check` tell it (gait-formats §7.9). */
export const SURFACE_CONTRACT = {
  repo_policy_path: REPOSITORY_POLICY,
  project_defaults_path: PROJECT_CONFIG,
  regress_config_path: 'gait.yaml',
  legacy_policy_scaffold_path: 'gait.policy.yaml',
} as const;

/** Keys beside every error of `init` and `check`. */
export const NOTHING_DETECTED: JsonAnswer = { contract: SURFACE_CONTRACT, detection: {} };

/** What was found in a repository, and what follows from it. */
export interface Repository {
  readonly scan: RepositoryScan;
  readonly signals: RepositorySignals;
}

/**
 * Scans a repository.
 *
 * @param options.every list every tool in the rules, for rules that are to be enforced
 * @param options.lenient go on when a file cannot be read
 * @throws CodedError `repository_unreadable`
 */
export function readRepository(
  root: string,
  options: { readonly every: boolean; readonly lenient: boolean },
): Repository {
  const scan = scanRepository(root);
  const [fault] = scan.faults;
  if (fault !== undefined && !options.lenient) throw fault;
  return { scan, signals: readSignals(scan, { every: options.every }) };
}

/** The keys about what was found. */
export function repositoryAnswer({ scan, signals }: Repository): JsonAnswer {
  return {
    detection: {
      frameworks: unlessEmpty(scan.frameworks),
      tool_names: unlessEmpty(scan.toolNames),
    },
    detected_signals: unlessEmpty(signals.signals.map(signalJson)),
    unknown_signals: unlessEmpty(signals.unknown.map(signalJson)),
    contract: SURFACE_CONTRACT,
  };
}

function signalJson(signal: RepositorySignal): JsonAnswer {
  return { ...signal };
}

/** A rule as it is told. */
export function ruleJson(rule: StarterRule): JsonAnswer {
  return {
    id: rule.id,
    name: rule.name,
    effect: rule.effect,
    priority: rule.priority,
    match_tool_names: unlessEmpty(rule.matchToolNames),
    reason_codes: unlessEmpty(rule.reasonCodes),
    confidence: rule.confidence,
    rationale: rule.rationale,
  };
}
