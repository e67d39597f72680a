import type { JsonObject } from '@gait/canon';
import type { Finding } from '../../findings/finding.ts';

/** A finding as it is told in JSON. `agent` is the first of its agents; `agents` has all where there are more. */
export function findingJson(finding: Finding<string>): JsonObject {
  const { code, severity, file, line, column, agents, message, hint, pointer, about, fix } =
    finding;
  const [agent] = agents;
  return {
    code,
    severity,
    file,
    line,
    column,
    ...(agent === undefined ? {} : { agent }),
    ...(agents.length > 1 ? { agents: [...agents] } : {}),
    message,
    hint,
    ...(pointer === undefined ? {} : { pointer }),
    ...(about === undefined ? {} : { about: [...about] }),
    ...(fix === undefined ? {} : { fixable: true }),
  };
}
