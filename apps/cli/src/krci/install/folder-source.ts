import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FRAMEWORK, validateFramework } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { isThere, readTree } from '@gait/local';
import { frameworkOf, type FrameworkSource } from './framework-source.ts';

/**
 * A folder as a source: a project with `.krci-ai` in it, or a folder laid out as `.krci-ai` is.
 * Links in it are not followed.
 *
 * @param folder absolute
 * @param origin the folder as it was named
 * @throws CodedError `file_missing`; its check `agent_source_empty`, `agent_source_invalid`
 */
export function folderSource(folder: string, origin: string): FrameworkSource {
  if (!existsSync(folder)) {
    throw new CodedError('file_missing', `there is no folder ${folder}`, {
      hint: '--from names a folder with agents in it',
      where: { file: folder },
    });
  }
  const nested = join(folder, FRAMEWORK);
  const tree = readTree(folder, { folder: isThere(nested) ? nested : folder });
  const source: FrameworkSource = {
    origin,
    version: '',
    publisher: '',
    tree,
    check: () => assertSound(source),
  };
  return source;
}

/**
 * Refuses a source that does not validate: what is broken there would be broken here, and where
 * links stand or names collide the files are not what they seem.
 *
 * @throws CodedError `agent_source_empty`, `agent_source_invalid`
 */
function assertSound(source: FrameworkSource): void {
  const framework = frameworkOf(source);
  if (framework.agents.size === 0) {
    throw new CodedError('agent_source_empty', `${source.origin} has no agents`, {
      hint: `a source has agents/NAME.yaml, below ${FRAMEWORK} or at its top`,
    });
  }
  const errors = validateFramework(framework).findings.filter(
    ({ severity }) => severity === 'error',
  );
  const [first] = errors;
  if (first === undefined) return;
  const rest = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  throw new CodedError(
    'agent_source_invalid',
    `${source.origin} does not validate: ${first.file}: ${first.message} (${first.code})${rest}`,
    { hint: 'krci-ai validate in that folder lists everything', where: { file: first.file } },
  );
}
