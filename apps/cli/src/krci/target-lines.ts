import {
  CAPABILITY_COLUMNS,
  capabilityWord,
  type Feature,
  type TargetFinding,
  type TargetReport,
} from '@gait/agents';
import type { Paint } from '../paint.ts';

const FEATURES = Object.keys(CAPABILITY_COLUMNS) as readonly Feature[];

/** One line for each tool: what agents, tasks and skills become there. */
export function targetTable(
  reports: readonly TargetReport[],
  detected: ReadonlySet<string>,
  paint: Paint,
): readonly string[] {
  return paint.table([
    ['', 'TOOL', ...Object.values(CAPABILITY_COLUMNS), 'FILES'].map(paint.dim),
    ...reports.map((report) => [
      detected.has(report.target) ? paint.good('✓') : '',
      paint.bold(report.target),
      ...FEATURES.map((feature) => capabilityWord(report, feature)),
      report.files === 0 ? '' : String(report.files),
    ]),
  ]);
}

/** Everything that is known of one tool. */
export function targetDetails(report: TargetReport, paint: Paint): readonly string[] {
  const { target, title, capabilities, mcpServers, findings } = report;
  return [
    `${paint.bold(target)}  ${title}`,
    ...paint.table(
      capabilities.map(({ feature, path = '', note = '' }) => [
        `  ${CAPABILITY_COLUMNS[feature].toLowerCase()}`,
        capabilityWord(report, feature),
        [path, note].filter((part) => part !== '').join('  '),
      ]),
    ),
    ...(mcpServers.length === 0
      ? []
      : paint.prose(`  needs MCP servers, which a person configures: ${mcpServers.join(', ')}`)),
    ...findings.flatMap((finding) => findingLines(finding, paint)),
    '',
  ];
}

/** What is to say of the tools that something is installed for; before it is, also what each can express. */
export function installedTargetLines(
  reports: readonly TargetReport[],
  isDryRun: boolean,
  paint: Paint,
): readonly string[] {
  const servers = [...new Set(reports.flatMap(({ mcpServers }) => mcpServers))].sort();
  return [
    ...(isDryRun && reports.length > 0 ? targetTable(reports, new Set(), paint) : []),
    ...(servers.length === 0
      ? []
      : paint.prose(`MCP servers that tasks need, and that you configure: ${servers.join(', ')}`)),
    ...reports.flatMap(({ target, findings }) =>
      findings
        .filter(({ severity }) => severity !== 'note')
        .flatMap((finding) => [paint.bold(target), ...findingLines(finding, paint)]),
    ),
  ];
}

function findingLines(
  { severity, code, path, message, hint }: TargetFinding,
  paint: Paint,
): readonly string[] {
  const mark = { error: paint.bad, warning: paint.warn, note: paint.dim }[severity];
  return [
    `  ${mark(severity)}  ${path}: ${message}  ${paint.dim(code)}`,
    `           ${paint.dim(hint)}`,
  ];
}
