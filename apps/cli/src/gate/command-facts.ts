import type { CompiledPolicy, ReadCommandFacts } from '@gait/gate';
import type { Context } from '../context.ts';

/**
 * How the commands of intents are read, where a policy asks what they would do. Undefined where
 * none does: what reads commands is not loaded then.
 *
 * @param project absolute folder of the project
 */
export async function commandFacts(
  context: Context,
  project: string,
  policies: readonly (Pick<CompiledPolicy, 'asksForCommand'> | undefined)[],
): Promise<ReadCommandFacts | undefined> {
  if (!policies.some((policy) => policy?.asksForCommand === true)) return undefined;
  const { readCommandFacts } = await import('./read-command-facts.ts');
  return readCommandFacts(context, project);
}
