/** Names that policies guard, of files and of the folders around them. */
const GUARDED: readonly string[] = [
  ...['.env', '.env.local', '.env.production', '.envrc', '.netrc', '.npmrc', '.pypirc'],
  ...['.git-credentials', '.git', '.gait', '.github', '.ssh', '.aws', '.gnupg', '.kube', '.docker'],
  ...['id_rsa', 'id_ed25519', 'id_ecdsa'],
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
