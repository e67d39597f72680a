import { LOCAL, scanTree, WAIVER_FILE } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { readTree } from '@gait/local';
import type { Context } from '../../context.ts';
import { waiversOf } from './source-of.ts';

/**
 * Refuses to install while the scan finds something in what the project keeps of its own: it wins
 * over what is installed and goes into the files of tools, and may have come with any change.
 *
 * @throws CodedError `agent_source_unsafe`
 */
export function assertLocalSound(context: Context, root: string): void {
  const waivers = waiversOf(context, root);
  const { findings } = scanTree(readTree(root), {
    ...(waivers === undefined ? {} : { waivers }),
    only: (path) => path.startsWith(`${LOCAL}/`),
  });
  const found = findings.filter(
    ({ severity, file }) => severity === 'error' && file !== WAIVER_FILE,
  );
  const [first] = found;
  if (first === undefined) return;
  const rest = found.length > 1 ? `, and ${found.length - 1} more` : '';
  throw new CodedError(
    'agent_source_unsafe',
    `${first.file}:${first.line}: ${first.message} (${first.code})${rest}`,
    {
      hint: `krci-ai scan shows everything; what is accepted stands in ${WAIVER_FILE}`,
      where: { file: first.file },
    },
  );
}
