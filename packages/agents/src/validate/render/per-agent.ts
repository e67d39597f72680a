import type { Finding } from '../../findings/finding.ts';

/**
 * What is missing concerns each agent that needs it: one finding for each, as the existing tool
 * counts. Anything else is one finding, however many agents share the file.
 */
export function perAgent(findings: readonly Finding[]): readonly Finding[] {
  return findings.flatMap((finding) =>
    finding.code.startsWith('missing_') && finding.agents.length > 1
      ? finding.agents.map((agent) => ({ ...finding, agents: [agent] }))
      : [finding],
  );
}
