import { scanDerived, scanTree, WAIVER_FILE, type DerivedText } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { readTree } from '@gait/local';
import type { Context } from '../../context.ts';
import { waiversOf } from './source-of.ts';

/**
 * Refuses to make files of tools in which the scan finds something, of assets that no source of this
 * step answers for: those of sources that stay, and the project's own.
 *
 * @throws CodedError `agent_source_unsafe`
 */
export function assertKeptSound(
  context: Context,
  root: string,
  texts: readonly DerivedText[],
): void {
  // Most texts have nothing to be waived: then nobody has to know what is.
  if (scanDerived(texts, []).length === 0) return;
  const waivers = waiversOf(context, root);
  const { waived } = scanTree(readTree(root), waivers === undefined ? {} : { waivers });
  const found = scanDerived(texts, waived);
  const [first] = found;
  if (first === undefined) return;
  const rest = found.length > 1 ? `, and ${found.length - 1} more` : '';
  throw new CodedError(
    'agent_source_unsafe',
    `what is installed is not safe: ${first.file}: ${first.message} (${first.code})${rest}`,
    {
      hint: `this is what a tool would be given; krci-ai scan shows everything, and what is accepted stands in ${WAIVER_FILE}`,
      where: { file: first.file },
    },
  );
}
