import { CodedError, findNearest } from '@gait/canon';
import { HOOK_HARNESS_IDS, HOOK_ROWS } from '@gait/harness';

/** No coding tool is known by a name: an error with the name that was meant, where one is near. */
export function unknownHarness(name: string): CodedError {
  const names = HOOK_HARNESS_IDS.flatMap((id) => [id, ...HOOK_ROWS[id].aliases]);
  const near = findNearest(name, names);
  return new CodedError(
    'hook_harness_unknown',
    `no coding tool is known as ${JSON.stringify(name)}`,
    {
      hint:
        near === undefined
          ? `one of: ${HOOK_HARNESS_IDS.join(', ')}, all`
          : `did you mean ${near}?`,
    },
  );
}
