import type { HookRow } from '@gait/harness';
import { PROJECT_CONFIG, projectConfigAt } from '@gait/local';
import type { Context } from '../context.ts';

/**
 * Why a call of a version that nobody has run is denied: it may tell its calls in another way, and
 * take the answer for something else. Undefined where the project takes that on itself; like the rest
 * of its configuration that counts only as a person trusted it.
 *
 * @param context with the project as its current folder
 * @throws CodedError those of `projectConfigAt`
 */
export async function refuseVersion(
  context: Context,
  { title, versions }: HookRow,
  version: string,
): Promise<string | undefined> {
  const { hooks } = await projectConfigAt(context.resolve(PROJECT_CONFIG), false);
  if (hooks.unknownVersions === 'allow') return undefined;
  return (
    `${title} ${JSON.stringify(version.slice(0, 64))} is of a version that the gate does not know ` +
    `(hook_version_unknown); it knows ${versions.join(', ')} and what has the same major version. ` +
    `A person updates gait, or sets hooks: {unknown_versions: allow} in ${PROJECT_CONFIG} and trusts the policy again`
  );
}
