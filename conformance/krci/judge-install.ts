import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readFramework, validateFramework } from '@gait/agents';
import { readTree } from '@gait/local';
import type { KrciCase } from './krci-case.ts';

/**
 * How an install into an empty project differs from what the vectors ask of one. They name the
 * files that the reference ships; ours are our own. Asked is: the kinds of assets that are there
 * there, a file for each agent in each folder of a tool, of named agents these and what they need.
 */
export function judgeInstall(
  after: NonNullable<KrciCase['after']>,
  project: string,
): readonly string[] {
  const differences: string[] = [];
  const framework = readFramework(readTree(project));
  const agents = [...framework.agents.keys()];
  for (const folder of Object.keys(after.layout ?? {})) {
    const [top, kind = ''] = folder.split('/');
    if (top === '.krci-ai') {
      if (!existsSync(join(project, '.krci-ai', kind))) differences.push(`no .krci-ai/${kind}`);
      continue;
    }
    const made = existsSync(join(project, folder)) ? readdirSync(join(project, folder)) : [];
    const names = new Set(made.map((file) => file.slice(0, file.indexOf('.'))));
    const missing = [...framework.agents.values()].filter(({ short }) => !names.has(short));
    if (missing.length > 0 || made.length !== agents.length)
      differences.push(`${folder} has ${made.length} files for ${agents.length} agents`);
  }
  const named = after.files?.project?.filter((path) => path.startsWith('.krci-ai/agents/'));
  if (named !== undefined && JSON.stringify(named) !== JSON.stringify(agents))
    differences.push(`agents: expected ${named.join(', ')}, got ${agents.join(', ')}`);
  // Nothing is missing that an agent needs, and nothing is there that none does.
  for (const { code, file, severity } of validateFramework(framework).findings)
    if (severity === 'error' || code === 'orphan') differences.push(`${code} ${file}`);
  return differences;
}
