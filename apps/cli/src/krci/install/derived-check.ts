import {
  isOwnRecord,
  LOCAL,
  textsBeside,
  type DerivedText,
  type PlannedFile,
  type ScanOptions,
} from '@gait/agents';
import type { KeptCheck } from './check-kept.ts';
import type { FrameworkSource } from './framework-source.ts';

/** Who answers for texts that are made of assets. */
export interface DerivedStep {
  /** Sources of this step. */
  readonly sources: readonly Pick<FrameworkSource, 'name' | 'checkDerived' | 'isBuiltin'>[];
  /** What becomes of assets. */
  readonly planned: readonly PlannedFile[];
  /** Of each asset the SHA-256 that a source of this step gives. */
  readonly given: ReadonlyMap<string, string>;
  /** Of each asset the sources that gave it. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  readonly waivers: ScanOptions['waivers'];
  readonly checkKept: KeptCheck;
}

/** Examines what is made of assets; `read` gives an asset as it will stand there. */
export type DerivedCheck = (
  made: readonly DerivedText[],
  read: (path: string) => Uint8Array | undefined,
) => void;

/**
 * Has each text examined by every source of this step that gave its asset, as it gave it; what somebody
 * edited, what is of sources that stay, and what is the project's own, as it stands there. What this
 * program carries was examined when it was built. Whose an asset is counts by its digest, and not by
 * what a lock says of it: whoever can change the repository writes that.
 */
export function derivedCheck({
  sources,
  planned,
  given,
  owners,
  waivers,
  checkKept,
}: DerivedStep): DerivedCheck {
  const intact = intactIn(planned, given);
  const isOf = (name: string, path: string): boolean =>
    intact.has(path) && owners.get(path)?.includes(name) === true;
  const ours = sources.find(({ isBuiltin }) => isBuiltin === true)?.name;
  return (made, read) => {
    const files = made.filter(({ from }) => ours === undefined || !isOf(ours, from));
    if (files.length === 0) return;
    const texts = textsBeside(files, read);
    const answered = new Set<string>();
    for (const { name, checkDerived } of sources) {
      if (checkDerived === undefined) continue;
      const own = texts.filter(({ from }) => isOf(name, from));
      if (own.length > 0) checkDerived(own, waivers);
      for (const { from } of files) if (isOf(name, from)) answered.add(from);
    }
    const open = new Set(files.map(({ from }) => from).filter((from) => !answered.has(from)));
    if (open.size === 0) return;
    checkKept({
      made: texts.filter(({ from }) => open.has(from)),
      assets: [...open].flatMap((path) => {
        // Local files were examined before the step.
        const isLocal = path.startsWith(`${LOCAL}/`) || isOwnRecord(path);
        const bytes = isLocal ? undefined : read(path);
        return bytes === undefined ? [] : [{ path, from: path, bytes }];
      }),
    });
  };
}

/** Assets that will stand there just as a source of this step gives them. */
function intactIn(
  planned: readonly PlannedFile[],
  given: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const intact = new Set<string>();
  for (const { path, action, before, wanted } of planned) {
    const isWritten = action === 'create' || action === 'replace';
    const after = isWritten ? wanted?.sha256 : action === 'delete' ? undefined : before;
    if (typeof after === 'string' && after === given.get(path)) intact.add(path);
  }
  return intact;
}
