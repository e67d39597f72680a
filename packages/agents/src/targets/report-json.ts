import type { JsonObject } from '@gait/canon';
import type { Capability, Feature, TargetReport } from './rendering.ts';

/** What a tool can and cannot express, and what is to say of its files, as it is told in JSON. */
export function targetReportJson(report: TargetReport): JsonObject {
  return {
    target: report.target,
    title: report.title,
    files: report.files,
    capabilities: report.capabilities.map(capabilityJson),
    mcp_servers: [...report.mcpServers],
    findings: report.findings.map((finding) => ({ ...finding })),
  };
}

function capabilityJson({ feature, how, as, path, confirmed, note }: Capability): JsonObject {
  return {
    feature,
    how,
    ...(as === undefined ? {} : { as }),
    ...(path === undefined ? {} : { path }),
    confirmed,
    ...(note === undefined ? {} : { note }),
  };
}

/** Columns of the table, by the feature that each shows. */
export const CAPABILITY_COLUMNS: Readonly<Record<Feature, string>> = {
  agents: 'AGENTS',
  personas: 'PERSONAS',
  tasks: 'TASKS',
  skills: 'SKILLS',
  tool_grants: 'TOOL GRANTS',
  mcp: 'MCP',
};

/** How a tool expresses a feature, in one word: what it becomes, `-` for not at all, `?` behind what is not confirmed. */
export function capabilityWord(
  { capabilities }: Pick<TargetReport, 'capabilities'>,
  feature: Feature,
): string {
  const found = capabilities.find((one) => one.feature === feature);
  if (found === undefined) return '-';
  const { how, as, confirmed } = found;
  const word = how === 'none' ? '-' : as === undefined || as === 'configuration' ? 'yes' : as;
  return confirmed ? word : word === '-' ? '?' : `${word}?`;
}
