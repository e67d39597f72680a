import {
  FRAMEWORK,
  scanDerived,
  scanTree,
  validateFramework,
  WAIVER_FILE,
  type Finding,
  type Framework,
  type ScanOptions,
  type ScanReport,
} from '@gait/agents';
import { CodedError, type ErrorCode } from '@gait/canon';
import { frameworkOf, type FrameworkSource } from './framework-source.ts';
import { frameworkAmong, type Surroundings } from './surroundings.ts';

/** A source that comes from elsewhere, with the checks that stand before its texts are installed. */
export function examined(source: FrameworkSource): FrameworkSource {
  let report: ScanReport | undefined;
  const scan = (waivers: ScanOptions['waivers']): ScanReport =>
    (report ??= scanTree(source.tree, waivers === undefined ? {} : { waivers }));
  const checked: FrameworkSource = {
    ...source,
    check: (waivers, among) => assertSound(checked, scan(waivers), among),
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
 * @param among packs that it is read with: what it needs is there
 * @throws CodedError `agent_source_empty`, `agent_source_invalid`, `agent_source_unsafe`
 */
function assertSound(
  source: FrameworkSource,
  scan: ScanReport,
  among: Surroundings | undefined,
): void {
  const framework = among === undefined ? frameworkOf(source) : frameworkAmong(source, among);
  if (framework.agents.size === 0) {
    throw new CodedError('agent_source_empty', `${source.origin} has no agents`, {
      hint: `a source has agents/NAME.yaml, below ${FRAMEWORK} or at its top`,
    });
  }
  const errors = errorsOf(source, framework, among);
  const hint =
    among === undefined
      ? 'krci-ai validate in that folder lists everything'
      : 'versions of packs that need each other come in one step: --with ADDRESS';
  refuseFirst(source.origin, 'agent_source_invalid', 'does not validate', errors, hint);
  // A waiver that matches nothing here may match elsewhere in the project.
  const found = scan.findings.filter(
    ({ severity, file }) => severity !== 'note' && file !== WAIVER_FILE,
  );
  const look =
    'krci-ai scan PATH shows everything; what is accepted stands in a waiver file of the project';
  refuseFirst(source.origin, 'agent_source_unsafe', 'is not safe', found, look);
}

/**
 * Of packs that need each other each is answered for by itself, and so is what becomes of those that
 * stay. That two of them have one agent is told of by `assertApart`.
 */
function errorsOf(
  source: FrameworkSource,
  framework: Framework,
  among: Surroundings | undefined,
): readonly Finding[] {
  const errorsIn = (read: Framework): readonly Finding[] =>
    validateFramework(read).findings.filter(({ severity }) => severity === 'error');
  if (among === undefined) return errorsIn(framework);
  return [
    ...errorsIn(frameworkOf(source)).filter(({ code }) => SHARED.has(code)),
    ...errorsIn(framework).filter(
      ({ code, file }) =>
        !SHARED.has(code) && (source.tree.entries.has(file) || among.kept.has(file)),
    ),
  ];
}

const SHARED: ReadonlySet<string> = new Set([
  'agent_id_duplicate',
  'agent_name_duplicate',
  'agent_short_duplicate',
]);

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
