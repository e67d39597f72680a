import { configHome, stateHome, type Surroundings } from '@gait/local';
import type { HookArguments } from './hook-arguments.ts';

/**
 * Why a hook would look into other folders than those it was installed for; undefined: it would not.
 * Whoever sets the environment of a tool, which some read from a file of the project, would show the
 * gate an empty state: no denial, no revocation, no spent approval.
 */
export function movedHome(given: HookArguments, at: Surroundings): string | undefined {
  const pairs = [
    ['state', given.state, stateHome(at)],
    ['configuration', given.config, configHome(at)],
  ] as const;
  const moved = pairs.find(([, installed, found]) => installed !== '' && installed !== found);
  if (moved === undefined) return undefined;
  const [what, installed, found] = moved;
  return (
    `the hook was installed with the ${what} folder ${installed}, and the environment of the tool ` +
    `names ${found} (hook_home_moved). Start the tool with the HOME and XDG variables of that time, ` +
    'or a person runs gait hooks install again.'
  );
}
