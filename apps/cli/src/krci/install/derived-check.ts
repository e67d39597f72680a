import type { DerivedText, ScanOptions } from '@gait/agents';
import { BUILTIN } from './builtin-source.ts';
import type { KeptCheck } from './check-kept.ts';
import type { FrameworkSource } from './framework-source.ts';

/** Who answers for texts that are made of assets. */
export interface DerivedStep {
  /** Sources of this step. */
  readonly sources: readonly Pick<FrameworkSource, 'name' | 'checkDerived'>[];
  /** Of each asset the sources that gave it. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  readonly waivers: ScanOptions['waivers'];
  readonly checkKept: KeptCheck | undefined;
}

/**
 * Has each text examined by every source of this step that gave its asset; what is of sources that
 * stay, and of the project itself, as it stands there. What this program carries was examined when it
 * was built.
 */
export function derivedCheck({
  sources,
  owners,
  waivers,
  checkKept,
}: DerivedStep): (texts: readonly DerivedText[]) => void {
  return (texts) => {
    const open = new Set(texts);
    for (const { name, checkDerived } of sources) {
      if (checkDerived === undefined) continue;
      const own = texts.filter(({ from }) => owners.get(from)?.includes(name) === true);
      checkDerived(own, waivers);
      for (const text of own) open.delete(text);
    }
    const isOurs = (names: readonly string[]): boolean =>
      names.length > 0 && names.every((name) => name === BUILTIN);
    const rest = [...open].filter(({ from }) => !isOurs(owners.get(from) ?? []));
    if (rest.length > 0) checkKept?.(rest);
  };
}
