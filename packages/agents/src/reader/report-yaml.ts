import type { YamlTree } from '@gait/yaml';
import type { Problem } from '../findings/finding.ts';

/** The problems of a YAML text as those of its file, which has `before` lines above it. */
export function reportYaml(tree: YamlTree, problems: Problem[], before: number): void {
  for (const { line, ...problem } of tree.problems)
    problems.push({ ...problem, line: line + before });
  if (tree.second === undefined) return;
  problems.push({
    code: 'yaml_documents',
    line: tree.second.line + before,
    column: tree.second.column,
    message: 'a second YAML document begins here, and nothing reads it',
    hint: 'keep one document in a file',
  });
}
