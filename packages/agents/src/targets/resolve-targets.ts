import { CodedError, findNearest } from '@gait/canon';
import { findHarness, HARNESS_IDS, harnessNames, type HarnessId } from '@gait/harness';

/**
 * The tools that a person names, in the order of the table; `all` is every one.
 *
 * @throws CodedError `target_unknown` for a name that no tool has
 */
export function resolveTargets(names: Iterable<string>): readonly HarnessId[] {
  const wanted = new Set<HarnessId>();
  for (const name of names) {
    const found = findHarness(name);
    if (name.toLowerCase() === 'all') for (const id of HARNESS_IDS) wanted.add(id);
    else if (found !== undefined) wanted.add(found.id);
    else {
      const near = findNearest(name, harnessNames());
      throw new CodedError(
        'target_unknown',
        `no AI coding tool is called ${JSON.stringify(name)}`,
        {
          hint:
            near === undefined
              ? `one of: ${HARNESS_IDS.join(', ')}, all`
              : `did you mean ${near}? krci-ai list targets shows all`,
        },
      );
    }
  }
  return HARNESS_IDS.filter((id) => wanted.has(id));
}
