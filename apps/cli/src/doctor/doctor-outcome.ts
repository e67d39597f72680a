import { formatTime } from '@gait/canon';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import type { Check, CheckStatus } from './check.ts';
import type { Paint } from '../paint.ts';
import type { DoctorReport } from './run-checks.ts';

const MARKS: Readonly<Record<CheckStatus, string>> = { pass: '✅', warn: '⚠️ ', fail: '❌' };
const TO_REPAIR_EXIT = 2;
const NOT_FIXABLE_EXIT = 7;

/** How the report is looked at. */
export interface DoctorView {
  /** Only what needs attention. */
  readonly summaryOnly: boolean;
  /** Anything to repair is a failure; the reference's rule is that only what no command repairs is one. */
  readonly strict: boolean;
}

/** The report as `gait.doctor.result` 1.0.0 (gait-formats §7.1) and as lines for a person. */
export function doctorOutcome(
  context: Context,
  report: DoctorReport,
  { summaryOnly, strict }: DoctorView,
): Outcome {
  const { checks, binaries } = report;
  const failed = checks.filter((check) => check.status === 'fail').length;
  const warned = checks.filter((check) => check.status === 'warn').length;
  const nonFixable = checks.some((check) => check.nonFixable === true);
  const asked = checks.some((check) => check.scope === 'production_readiness');
  const refused = (asked || strict) && failed > 0;
  const status: CheckStatus = failed > 0 ? 'fail' : warned > 0 ? 'warn' : 'pass';
  const fixes = [
    ...new Set(checks.flatMap((check) => (check.fix === undefined ? [] : [check.fix]))),
  ].sort();
  const exit = refused ? TO_REPAIR_EXIT : nonFixable ? NOT_FIXABLE_EXIT : 0;
  const summary = `doctor: status=${status} failed=${failed} warned=${warned} non_fixable=${nonFixable}`;
  return {
    exit,
    json: {
      ok: exit === 0,
      summary_mode: summaryOnly || undefined,
      schema_id: 'gait.doctor.result',
      schema_version: '1.0.0',
      created_at: formatTime(context.now()),
      producer_version: context.version,
      onboarding_mode: 'installed_binary',
      status,
      non_fixable: nonFixable || undefined,
      summary,
      fix_commands: fixes.length > 0 ? fixes : undefined,
      binary_path: binaries.running,
      binary_path_source: 'invoked_executable',
      path_binary_path: binaries.onPath,
      binary_version: `gait ${context.version}`,
      checks: checks.map((check) => ({
        name: check.name,
        scope: check.scope ?? 'universal',
        status: check.status,
        message: check.message,
        fix_command: check.fix,
        non_fixable: check.nonFixable,
      })),
    },
    text: (paint) => {
      const shown = summaryOnly ? checks.filter((check) => check.status !== 'pass') : checks;
      return [
        ...checkLines(shown, paint),
        '',
        ...verdict(failed, warned, exit).flatMap(paint.prose),
      ];
    },
  };
}

/** One line for each check, and below what is to repair the command that does it. */
export function checkLines(checks: readonly Check[], paint: Paint): readonly string[] {
  const width = longestName(checks);
  return checks.flatMap((check) => [
    ...paint.table([[`${MARKS[check.status]} ${check.name.padEnd(width)}`, check.message]]),
    ...(check.fix === undefined ? [] : [`   ${paint.dim('repair:')} ${paint.bold(check.fix)}`]),
  ]);
}

function longestName(checks: readonly Check[]): number {
  return Math.max(0, ...checks.map((check) => check.name.length));
}

/** What was found, and what the exit status says about it. */
function verdict(failed: number, warned: number, exit: number): string[] {
  if (failed === 0 && warned === 0) return ['Everything is in order.'];
  const parts = [
    ...(failed > 0 ? [`${failed} to repair`] : []),
    ...(warned > 0 ? [`${warned} to look at`] : []),
  ];
  return [
    `${parts.join(', ')}.`,
    ...(failed > 0 && exit === 0
      ? ['Exit status 0: the commands above repair it. With --fail the exit status is 2.']
      : []),
  ];
}
