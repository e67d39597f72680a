import {
  memoryTree,
  scanDerived,
  scanTree,
  WAIVER_FILE,
  type ScanFinding,
  type ScanOptions,
  type ScanReport,
} from '@gait/agents';
import { CodedError } from '@gait/canon';
import { readTree } from '@gait/local';
import type { Context } from '../../context.ts';
import type { KeptTexts } from './check-kept.ts';
import { waiversOf } from './source-of.ts';

/**
 * Refuses to make files of tools in which the scan finds something, of assets that no source of this
 * step answers for: edited ones, those of sources that stay, and the project's own. All of these may
 * have come with any change of the repository.
 *
 * @throws CodedError `agent_source_unsafe`
 */
export function assertKeptSound(context: Context, root: string, { made, assets }: KeptTexts): void {
  const tree = memoryTree(Object.fromEntries(assets.map(({ path, bytes }) => [path, bytes])));
  const scan = (waivers: ScanOptions['waivers']): ScanReport =>
    scanTree(tree, waivers === undefined ? {} : { waivers });
  // Most texts have nothing to be waived: then nobody has to know what is.
  if (errorsIn(scan(undefined)).length === 0 && scanDerived(made, []).length === 0) return;
  const waivers = waiversOf(context, root);
  const { waived } = scanTree(readTree(root), waivers === undefined ? {} : { waivers });
  const found = [...errorsIn(scan(waivers)), ...scanDerived(made, waived)];
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

/** As for what the project keeps in its local folder: what may be meant well does not stop an install. */
function errorsIn({ findings }: ScanReport): readonly ScanFinding[] {
  return findings.filter(({ severity, file }) => severity === 'error' && file !== WAIVER_FILE);
}
