import { isAbsolute, join } from 'node:path';
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
  if (last.startsWith('.env.')) return !SAMPLE.test(last);
  return /[*?[]/u.test(last) && [...FILES].some((name) => meets(last, name));
}

/** Files that a repository keeps at its top and policies guard. */
export const KEPT_FILES: readonly string[] = [
  ...['.env', '.env.local', '.env.development', '.env.production', '.env.staging', '.envrc'],
  ...['.netrc', '.npmrc', '.pypirc', '.git-credentials'],
];
const LONGEST_GLOB = 512;

/**
 * The private files that a pattern of a search means, as the search itself takes it: there a `*`
 * stands for hidden files too. A pattern such as `*` only those that are there; one that says what
 * it is after, such as `.en*` and `*.pem`, in any case.
 */
export function privateFilesOf(glob: string, folder: string): readonly string[] {
  if (glob === '' || glob.startsWith('!') || glob.length > LONGEST_GLOB) return [];
  return expandBraces(glob).flatMap((each) => {
    const name = each.slice(each.lastIndexOf('/') + 1);
    const there = KEPT_FILES.filter((kept) => matchWildcards(name, kept))
      .map((kept) => join(folder, kept))
      .filter(isThere);
    return isPrivateName(each) ? [...there, ...namesMet(absolute(each, folder))] : there;
  });
}

function namesMet(path: string): readonly string[] {
  if (!/[*?[]/u.test(path)) return [path];
  return [...(ENDING.test(path) ? [path] : []), ...privateNamesMet(path).filter(isPrivateName)];
}

function absolute(text: string, folder: string): string {
  return isAbsolute(text) || text.startsWith('~') ? text : join(folder, text);
}
