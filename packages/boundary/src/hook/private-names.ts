import { join } from 'node:path';
import { expandBraces, matchWildcards } from '@gait/gate';
import { isThere } from '@gait/local';

/** Names that policies guard, of files and of the folders around them. */
const GUARDED: readonly string[] = [
  ...['.env', '.env.local', '.env.production', '.envrc', '.netrc', '.npmrc', '.pypirc'],
  ...['.git-credentials', '.git', '.gait', '.github', '.ssh', '.aws', '.gnupg', '.kube', '.docker'],
  ...['id_rsa', 'id_ed25519', 'id_ecdsa', 'passwd', 'shadow', 'gshadow', 'sudoers'],
];
const MOST_MET = 64;

/**
 * The guarded names that a pattern of a shell meets: a policy that guards `.env` guards it from
 * `cat .??v` too. Patterns that begin with a wildcard meet no name that begins with a dot, and are
 * otherwise left alone: `src/*` is about sources.
 *
 * @param path with `*`, `?` and `[…]` as a shell takes them
 */
export function privateNamesMet(path: string): readonly string[] {
  let paths: readonly string[] = [''];
  for (const [index, part] of path.split('/').entries()) {
    const names = /[*?[]/u.test(part)
      ? [part, ...GUARDED.filter((name) => meets(part, name))]
      : [part];
    paths = paths.flatMap((front) =>
      names.map((name) => (index === 0 ? name : `${front}/${name}`)),
    );
    if (paths.length > MOST_MET) return paths.slice(0, MOST_MET);
  }
  return paths.filter((found) => found !== path);
}

function meets(pattern: string, name: string): boolean {
  if (pattern[0] !== name[0]) return false;
  const source = pattern
    .replaceAll(/[.+^${}()|\\]/gu, String.raw`\$&`)
    .replaceAll(/\[[^\]]*\]/gu, '.')
    .replaceAll('?', '.')
    .replaceAll(/\*+/gu, '.*');
  return !source.includes('[') && new RegExp(`^${source}$`, 'u').test(name);
}

const FILES: ReadonlySet<string> = new Set([
  ...[
    '.env',
    '.envrc',
    '.netrc',
    '.pypirc',
    '.git-credentials',
    '.vault-token',
    'id_rsa',
    'id_dsa',
  ],
  ...[
    'id_ed25519',
    'id_ecdsa',
    '.bash_history',
    '.zsh_history',
    '.python_history',
    '.psql_history',
  ],
  ...['.mysql_history', '.node_repl_history', 'credentials.tfrc.json'],
]);
const FOLDERS: ReadonlySet<string> = new Set([
  ...['.ssh', '.aws', '.gnupg', '.kube', '.azure', '.mozilla', '.password-store', 'keyrings'],
  ...['keychains', 'gcloud', 'google-chrome', 'chromium'],
]);
/** Folder and file: neither name says it alone. */
const PAIRS: readonly string[] = [
  ...['.docker/config.json', '.config/gh/', '.cargo/credentials', '.gem/credentials'],
  ...['.m2/settings.xml', '/etc/shadow', '/etc/gshadow', '/etc/passwd', '/etc/sudoers'],
  ...['/proc/self/', '/proc/thread-self/', '/proc/1/', '/proc/k'],
];
const ENDING = /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk)$/iu;
/** What only tells which secrets are needed. */
const SAMPLE = /^\.env\.(?:example|sample|template|test|dist)$/u;

/** True for a path that policies keep from being read; a pattern counts by the names that it meets. */
export function isPrivateName(path: string): boolean {
  const parts = path.split('/');
  const last = parts.at(-1) ?? '';
  if (parts.some((part) => FOLDERS.has(part.toLowerCase()))) return true;
  if (PAIRS.some((pair) => path.includes(pair))) return true;
  if (FILES.has(last) || ENDING.test(last)) return true;
  if (/^\.env\./u.test(last)) return !SAMPLE.test(last);
  return /[*?[]/u.test(last) && [...FILES].some((name) => meets(last, name));
}

/** Files that a repository keeps at its top and policies guard. */
export const KEPT_FILES: readonly string[] = [
  ...['.env', '.env.local', '.env.development', '.env.production', '.env.staging', '.envrc'],
  ...['.netrc', '.npmrc', '.pypirc', '.git-credentials'],
];
const LONGEST_GLOB = 512;

/**
 * The private files of a folder that a pattern of a search means, as the search itself takes it:
 * there a `*` stands for hidden files too. Only those that are there.
 */
export function privateFilesIn(folder: string, glob: string): readonly string[] {
  if (glob === '' || glob.startsWith('!') || glob.length > LONGEST_GLOB) return [];
  const names = expandBraces(glob).map((each) => each.slice(each.lastIndexOf('/') + 1));
  return KEPT_FILES.filter((kept) => names.some((name) => matchWildcards(name, kept)))
    .map((kept) => join(folder, kept))
    .filter(isThere);
}
