import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import {
  FRAMEWORK,
  isUnresolved,
  LOCK_FILE,
  readFramework,
  readWaivers,
  scanTree,
  TAKE_OURS,
  validateFramework,
  WAIVER_FILE,
  type FileTree,
} from '@gait/agents';
import { decodeUtf8Loose, formatTime, isCodedError, type CodedError } from '@gait/canon';
import { detectHarnesses } from '@gait/harness';
import { isThere, readTree, readWhole } from '@gait/local';
import { parsePackTrust } from '@gait/registry';
import type { Context } from '../../context.ts';
import { checkWritable } from '../../doctor/check-folders.ts';
import { fail, pass, shellQuote, warn, type Check } from '../../doctor/check.ts';
import { changePlace } from '../change-place.ts';
import { inspectProject } from '../install/inspect-project.ts';
import { bytesAt } from '../install/project-state.ts';
import { packing } from '../install/packing.ts';
import { differencesText } from '../status-command.ts';
import { userPackTrust } from '../pack/trust-flags.ts';

/** The framework of a project and everything that stands on it. */
export function checkProject(context: Context, root: string): readonly Check[] {
  const folder = checkFramework(context, root);
  const targets = checkTargets(root);
  const trust = checkTrust(context);
  const changes = checkChanges(context, root);
  if (folder.missing) return [folder.check, targets, trust, ...changes];
  const tree = readTree(root);
  return [
    folder.check,
    targets,
    ...checkLock(root),
    trust,
    ...changes,
    checkValid(tree),
    checkScan(context, tree),
  ];
}

function checkFramework(
  context: Context,
  root: string,
): { readonly check: Check; readonly missing: boolean } {
  const name = 'framework';
  const path = join(root, FRAMEWORK);
  const about = lstatSync(path, { throwIfNoEntry: false });
  if (about === undefined) {
    const random = Buffer.from(context.randomBytes(8)).toString('hex');
    const { check } = checkWritable(name, { shown: root, path: root }, random);
    // An install would fail there.
    if (check.status !== 'pass') return { check, missing: true };
    const install = `cd ${shellQuote(root)} && krci-ai install`;
    return { check: warn(name, `there is no ${FRAMEWORK} in ${root}`, install), missing: true };
  }
  if (!about.isDirectory()) {
    const what = about.isSymbolicLink() ? 'a symbolic link, which is not followed' : 'a file';
    const move = `mv ${shellQuote(path)} ${shellQuote(`${path}.old`)}`;
    return { check: fail(name, `${FRAMEWORK} is ${what}`, move), missing: true };
  }
  const random = Buffer.from(context.randomBytes(8)).toString('hex');
  const { check } = checkWritable(name, { shown: path, path }, random);
  if (check.status === 'pass' && context.platform !== 'win32' && (about.mode & 0o002) !== 0) {
    const close = `chmod -R o-w ${shellQuote(path)}`;
    return {
      check: fail(name, `everybody can change the agents in ${path}`, close),
      missing: false,
    };
  }
  return { check, missing: false };
}

function checkTargets(root: string): Check {
  const found = detectHarnesses((path) => isThere(join(root, path)));
  return found.length > 0
    ? pass('targets', `signs of ${found.join(', ')}`)
    : pass('targets', 'no sign of an AI coding tool in the project');
}

/** The lock, what became of what it names, and its signature. */
function checkLock(root: string): readonly Check[] {
  try {
    const { lock, findings, signature } = inspectProject(root, undefined);
    if (lock === undefined) {
      return [warn('lock', 'there is no lock: nothing says what was installed', 'krci-ai install')];
    }
    const [first] = findings;
    const state =
      first === undefined
        ? pass('lock', `${lock.files.length} files are as installed`)
        : warn(
            'lock',
            `${differencesText(findings.length)}: ${first.path} ${first.message}`,
            'krci-ai status',
          );
    return [state, checkSignature(signature?.status)];
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return [fail('lock', error.message, lockRepair(error, root))];
  }
}

/** No install goes past a lock that it cannot read. */
function lockRepair({ code }: CodedError, root: string): string {
  if (code === 'agent_lock_newer') return 'krci-ai check-updates';
  const inside = `cd ${shellQuote(root)} && `;
  return isUnresolved(bytesAt(root, LOCK_FILE))
    ? `${inside}${TAKE_OURS} && krci-ai install`
    : `${inside}git checkout HEAD -- ${LOCK_FILE}`;
}

function checkSignature(status: string | undefined): Check {
  const name = 'signature';
  if (status === 'failed')
    return fail(name, 'the signature of the lock is wrong', 'krci-ai install --private-key FILE');
  return status === 'skipped'
    ? pass(name, 'the lock is signed; krci-ai verify --public-key checks by whom')
    : pass(name, 'the lock is not signed');
}

/** Which publishers the user believes. */
function checkTrust(context: Context): Check {
  const name = 'trust';
  const path = userPackTrust(context);
  if (!isThere(path)) {
    const vouch = '--trust and --public-key say who is believed';
    return pass(
      name,
      `no trust policy: nobody vouches for a pack unless ${vouch}; without --profile strict it is installed all the same, and that is told`,
    );
  }
  try {
    parsePackTrust(readWhole(path));
    return pass(name, `${path} can be read`);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return fail(name, `${path}: ${error.message}`, `"\${EDITOR:-vi}" ${shellQuote(path)}`);
  }
}

/** What a killed command left: the next one that writes completes it or undoes it. */
function checkChanges(context: Context, root: string): readonly Check[] {
  const name = 'changes';
  try {
    const { journal } = changePlace(context, root);
    return isThere(journal)
      ? [fail(name, 'an earlier command was stopped half-way', 'krci-ai status')]
      : [pass(name, 'no command was stopped half-way')];
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return [fail(name, error.message, 'export HOME=~')];
  }
}

function checkValid(tree: FileTree): Check {
  const { ok, counts } = validateFramework(readFramework(tree));
  const { agents, errors, warnings } = counts;
  if (!ok) return fail('validate', `${errors} errors in the framework`, 'krci-ai validate');
  return pass('validate', `${agents} agents, no errors, ${warnings} warnings`);
}

function checkScan(context: Context, tree: FileTree): Check {
  const name = 'scan';
  const today = formatTime(context.now()).slice(0, 10);
  const bytes = tree.read(WAIVER_FILE);
  const file = readWaivers(bytes === undefined ? undefined : decodeUtf8Loose(bytes), today);
  const { findings, counts } = scanTree(tree, {
    waivers: { file, today },
    inflate: packing.inflate,
  });
  const { errors, warnings, waived, files } = counts;
  const expired = findings.filter(({ code }) => code === 'waiver_expired').length;
  const over = expired === 0 ? '' : `, waivers that are over: ${expired}`;
  if (errors > 0) return fail(name, `${errors} errors in what agents read${over}`, 'krci-ai scan');
  if (warnings > 0) return warn(name, `${warnings} warnings${over}`, 'krci-ai scan');
  return pass(
    name,
    `${files} files examined, nothing found${waived > 0 ? `, ${waived} waived` : ''}`,
  );
}
