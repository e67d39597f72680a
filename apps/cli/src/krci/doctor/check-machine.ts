import { statSync } from 'node:fs';
import { isCodedError } from '@gait/canon';
import { gitRoot, gitVersion } from '@gait/local';
import type { Context } from '../../context.ts';
import { checkBinary, findBinaries } from '../../doctor/check-binary.ts';
import { fail, pass, shellQuote, warn, type Check } from '../../doctor/check.ts';
import { findUpdate } from '../find-update.ts';
import { updateSettings } from '../update-settings.ts';

/** A doctor is asked when something is wrong: it does not wait long for an answer. */
const TIME_LIMIT_MS = 3000;

/** The executable, its version, who may change it, and git. */
export async function checkMachine(
  context: Context,
  root: string,
  offline: boolean,
): Promise<readonly Check[]> {
  const found = findBinaries(context.executable, context.env, 'krci-ai');
  return [
    checkBinary(found, context.version, 'krci-ai', 'executable'),
    await checkVersion(context, offline),
    checkPermissions(context),
    checkGit(context, root),
  ];
}

async function checkVersion(context: Context, offline: boolean): Promise<Check> {
  const name = 'version';
  const own = `krci-ai ${context.version}`;
  if (offline) return pass(name, `${own}; whether there is a newer one was not asked`);
  try {
    const settings = updateSettings(context, { index: '', 'index-key': '', channel: '' });
    if (settings.index === undefined) {
      return pass(name, `${own}; no release index is set that could name a newer one`);
    }
    const { available, newest } = await findUpdate(context, settings, TIME_LIMIT_MS);
    if (!available) return pass(name, `${own} is the newest of ${settings.channel}`);
    return warn(
      name,
      `${own}; ${newest?.version} is there: ${newest?.url}`,
      'krci-ai check-updates',
    );
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const message = `${own}; whether there is a newer one cannot be told: ${error.message}`;
    // A wrong signature is no matter of the network.
    return error.facts.exit === MISSING
      ? warn(name, message, 'krci-ai check-updates')
      : fail(name, message, 'krci-ai check-updates');
  }
}

const MISSING = 7;

/** Who can replace the executable decides what it does. */
function checkPermissions({ executable, platform }: Context): Check {
  const name = 'permissions';
  const path = shellQuote(executable);
  let mode: number;
  try {
    mode = statSync(executable).mode & 0o777;
  } catch {
    return fail(name, `${executable} cannot be looked at`, `ls -l ${path}`);
  }
  if (platform === 'win32') return pass(name, 'the executable can be started');
  if ((mode & 0o111) === 0)
    return fail(name, `${executable} may not be started`, `chmod +x ${path}`);
  if ((mode & 0o002) !== 0) {
    return fail(name, `everybody can replace ${executable}`, `chmod go-w ${path}`);
  }
  return pass(name, 'the executable can be started, and not be replaced by everybody');
}

function checkGit({ env, platform }: Context, root: string): Check {
  const name = 'git';
  const version = gitVersion(root, env);
  if (version === undefined) {
    return {
      ...fail(
        name,
        'git is not installed or does not start',
        INSTALL_GIT[platform] ?? INSTALL_GIT['linux'],
      ),
      nonFixable: true,
    };
  }
  if (gitRoot(root) !== undefined)
    return pass(name, `git ${version}; the project is in a work tree`);
  const init = `git init ${shellQuote(root)}`;
  return warn(
    name,
    `git ${version}; the project is in no work tree: nothing shows what an install changed`,
    init,
  );
}

const INSTALL_GIT: Readonly<Record<string, string>> = {
  linux: 'sudo apt-get install git',
  darwin: 'xcode-select --install',
  win32: 'winget install Git.Git',
};
