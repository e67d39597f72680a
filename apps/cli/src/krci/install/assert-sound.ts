import {
  FRAMEWORK,
  scanDerived,
  scanTree,
  validateFramework,
  WAIVER_FILE,
  type ScanOptions,
  type ScanReport,
} from '@gait/agents';
import { CodedError, type ErrorCode } from '@gait/canon';
import { frameworkOf, type FrameworkSource } from './framework-source.ts';

/** A source that comes from elsewhere, with the checks that stand before its texts are installed. */
export function examined(source: FrameworkSource): FrameworkSource {
  let report: ScanReport | undefined;
  const scan = (waivers: ScanOptions['waivers']): ScanReport =>
    (report ??= scanTree(source.tree, waivers === undefined ? {} : { waivers }));
  const checked: FrameworkSource = {
    ...source,
    check: (waivers) => assertSound(checked, scan(waivers)),
    checkDerived(texts, waivers) {
      // Most texts have nothing to be waived: then nobody has to know what is.
      const all = scanDerived(texts, []);
      const found = all.length === 0 ? all : scanDerived(texts, scan(waivers).waived);
      refuseFirst(source.origin, 'agent_source_unsafe', 'is not safe', found, AS_INSTALLED);
    },
  };
  return checked;
}

const AS_INSTALLED =
  'this is how the text reads where it is installed: without escapes, without links to what a level does not have';

/**
 * Refuses a source that does not validate, or that the scan finds something in: what is broken or
 * hostile there would be so here, and where links stand or names collide the files are not what
 * they seem.
 *
 * @param scan with the waivers of the project that it is installed into; a source does not waive for itself
 * @throws CodedError `agent_source_empty`, `agent_source_invalid`, `agent_source_unsafe`
 */
function assertSound(source: FrameworkSource, scan: ScanReport): void {
  const framework = frameworkOf(source);
  if (framework.agents.size === 0) {
    throw new CodedError('agent_source_empty', `${source.origin} has no agents`, {
      hint: `a source has agents/NAME.yaml, below ${FRAMEWORK} or at its top`,
    });
  }
  const { findings } = validateFramework(framework);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const hint = 'krci-ai validate in that folder lists everything';
  refuseFirst(source.origin, 'agent_source_invalid', 'does not validate', errors, hint);
  // A waiver that matches nothing here may match elsewhere in the project.
  const found = scan.findings.filter(
    ({ severity, file }) => severity !== 'note' && file !== WAIVER_FILE,
  );
  const look =
    'krci-ai scan PATH shows everything; what is accepted stands in a waiver file of the project';
  refuseFirst(source.origin, 'agent_source_unsafe', 'is not safe', found, look);
}

function refuseFirst(
  origin: string,
  code: ErrorCode,
  what: string,
  findings: readonly { readonly code: string; readonly file: string; readonly message: string }[],
  hint: string,
): void {
  const [first] = findings;
  if (first === undefined) return;
  const rest = findings.length > 1 ? `, and ${findings.length - 1} more` : '';
  throw new CodedError(
    code,
    `${origin} ${what}: ${first.file}: ${first.message} (${first.code})${rest}`,
    { hint, where: { file: first.file } },
  );
}
