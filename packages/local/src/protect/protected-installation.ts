import { lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { ProtectedPlace, ProtectedSet } from '@gait/gate';
import { approvalFiles } from '../ledgers/approval-files.ts';
import { killSwitchJournal } from '../kill-switch/kill-switch-store.ts';
import { configHome, stateHome, type Surroundings } from '../platform/homes.ts';
import { protectedNames } from './protected-names.ts';

/** A file that this gate uses. */
export interface UsedFile {
  /** Absolute. */
  readonly path: string;
  readonly kind: ProtectedPlace['kind'];
  /** A private key. */
  readonly secret?: boolean;
  /** A folder, with everything below. */
  readonly tree?: boolean;
}

/** What the protected set is computed from. Nothing of it comes from a call. */
export interface Installation {
  /** Absolute folder of the project, fixed by whoever set the gate up. */
  readonly project: string;
  readonly surroundings: Surroundings;
  /** File that this process was started from. */
  readonly executable: string;
  /** Files that flags and configuration name. */
  readonly files: readonly UsedFile[];
}

/** Where evidence goes unless the project names another place. */
const EVIDENCE = ['gait-out/traces', 'gait-out/sessions'];

type NewPlace = Pick<ProtectedPlace, 'path' | 'kind'> & Partial<ProtectedPlace>;

/** What the gate stands on: by the files in use, by the user's folders, and by names. */
export function protectedInstallation(installation: Installation): ProtectedSet {
  const { project, surroundings } = installation;
  const config = configHome(surroundings);
  const state = stateHome(surroundings);
  const ledgers = approvalFiles(surroundings);
  const places: readonly NewPlace[] = [
    ...installation.files.flatMap(withJournal),
    { path: join(project, '.gait'), kind: 'gait_folder', tree: true },
    { path: join(project, '.gait-out'), kind: 'state_home', tree: true },
    // What a hook leaves of each call and session: whoever is governed does not tidy it up.
    ...EVIDENCE.map((name): NewPlace => ({
      path: join(project, name),
      kind: 'ledger',
      tree: true,
    })),
    { path: join(project, '.krci-ai'), kind: 'agents', tree: true },
    { path: join(project, '.gait.yaml'), kind: 'policy' },
    { path: join(project, 'krci-ai.lock.json'), kind: 'lock' },
    // Before the folder around it: the first that fits says what a file is.
    { path: join(config, 'keys'), kind: 'key', tree: true, secret: true },
    ...linksBelow(config).map((path): NewPlace => {
      const isKey = path.startsWith(`${join(config, 'keys')}${sep}`);
      return { path, kind: isKey ? 'key' : 'config_home', tree: true, secret: isKey };
    }),
    { path: config, kind: 'config_home', tree: true },
    { path: join(config, 'trusted-policies.json'), kind: 'trust_file' },
    { path: join(config, 'policy.yaml'), kind: 'policy' },
    { path: state, kind: 'state_home', tree: true },
    ...[ledgers.spent, ledgers.denials, ledgers.revocations].map((path): NewPlace => ({
      path,
      kind: 'ledger',
    })),
    ...executables(installation).map((path): NewPlace => ({ path, kind: 'executable' })),
  ];
  const known = new Map<string, string>();
  return {
    project,
    places: places
      // Without a home the folders of the user are nowhere.
      .filter(({ path }) => isAbsolute(path))
      .map((place) => ({ tree: false, secret: false, ...place }))
      .flatMap((place) => withReal(place, known)),
    names: protectedNames(),
    variables: folderVariables(installation),
  };
}

/** Beside the state of the kill switch lies its journal, beside both their locks. */
function withJournal({ path, kind, secret = false, tree = false }: UsedFile): readonly NewPlace[] {
  const places: NewPlace[] = [
    { path, kind, secret, tree },
    { path: `${path}.lock`, kind },
  ];
  return kind === 'kill_switch' ? [...places, { path: killSwitchJournal(path), kind }] : places;
}

/** The place by its own name and by where its links lead. */
function withReal(place: ProtectedPlace, known: Map<string, string>): readonly ProtectedPlace[] {
  const real = realOf(place.path, known).replaceAll('\\', '/');
  const slashed = place.path.includes('\\')
    ? { ...place, path: place.path.replaceAll('\\', '/') }
    : place;
  return real === slashed.path ? [slashed] : [slashed, { ...slashed, path: real }];
}

/** Many places share their folders: each is followed once. */
function realOf(path: string, known: Map<string, string>): string {
  const before = known.get(path);
  if (before !== undefined) return before;
  const real = findReal(path, known);
  known.set(path, real);
  return real;
}

const MOST_LINKS = 40;

/** Through links that lead nowhere, too: whoever writes there makes what they name. */
function findReal(path: string, known: Map<string, string>, links = 0): string {
  let link: string | undefined;
  try {
    // Asked first, because an error costs more than an answer.
    const facts = lstatSync(path, { throwIfNoEntry: false });
    if (facts?.isSymbolicLink() === true) link = readlinkSync(path);
    if (facts !== undefined) return realpathSync.native(path);
  } catch {
    if (link !== undefined && links < MOST_LINKS) {
      return findReal(resolve(realOf(dirname(path), known), link), known, links + 1);
    }
  }
  const parent = dirname(path);
  return parent === path ? path : join(realOf(parent, known), basename(path));
}

/** Links in a folder, however deep: what they lead to is part of it. */
function linksBelow(folder: string): readonly string[] {
  if (!isAbsolute(folder)) return [];
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink())
      .map(({ parentPath, name }) => join(parentPath, name));
  } catch {
    // Nothing is there, or nobody may look: then nobody reads it either.
    return [];
  }
}

/** This executable, and what the names of our commands lead to on the PATH. */
function executables({ executable, surroundings: { env, platform } }: Installation): string[] {
  const suffix = platform === 'win32' ? '.exe' : '';
  const folders = (env['PATH'] ?? '').split(platform === 'win32' ? ';' : ':').filter(isAbsolute);
  const named = [...new Set(folders)]
    .flatMap((folder) => [join(folder, `gait${suffix}`), join(folder, `krci-ai${suffix}`)])
    .filter(isThere);
  return [executable, ...named];
}

/** False also below a folder that may not be entered: whoever cannot look there cannot write there. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

const LONGEST_VALUE = 1024;

/** Variables that stand for a folder; `PWD` is the project's, whatever the process says. */
function folderVariables({ project, surroundings }: Installation): ReadonlyMap<string, string> {
  const { env, home } = surroundings;
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value.length <= LONGEST_VALUE && isAbsolute(value)) {
      values.set(name.toUpperCase(), value.replaceAll('\\', '/'));
    }
  }
  const user = env['USER'] ?? env['USERNAME'] ?? '';
  if (user !== '') values.set('USER', user).set('USERNAME', user).set('LOGNAME', user);
  if (home !== '') {
    values.set('HOME', home.replaceAll('\\', '/')).set('USERPROFILE', home.replaceAll('\\', '/'));
  }
  const set = (name: string, folder: string): void => {
    if (!values.has(name) && isAbsolute(folder)) values.set(name, folder.replaceAll('\\', '/'));
  };
  set('XDG_CONFIG_HOME', dirname(configHome(surroundings)));
  set('XDG_STATE_HOME', dirname(stateHome(surroundings)));
  for (const name of ['PWD', 'CWD', 'OLDPWD', 'INIT_CWD']) values.set(name, project);
  return values;
}
