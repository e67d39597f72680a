import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitRoot } from './git.ts';

/**
 * How git would call the author of a commit in a folder: `Ada <ada@example.org>`. Read from its
 * files without starting it: the repository's own first, then the user's. Includes are not followed.
 *
 * @returns undefined where neither name nor address is set
 */
export function gitUser(
  folder: string,
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const root = gitRoot(folder);
  const config = env['XDG_CONFIG_HOME'] || join(home, '.config');
  const files = [
    join(config, 'git', 'config'),
    join(home, '.gitconfig'),
    ...(root === undefined ? [] : [join(root, '.git', 'config')]),
  ];
  const found: { name?: string; email?: string } = {};
  for (const file of files) Object.assign(found, userIn(textOf(file)));
  const { name = '', email = '' } = found;
  if (name === '' && email === '') return undefined;
  return email === '' ? name : `${name} <${email}>`.trim();
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** `name` and `email` of the section `[user]`; the last of several counts. */
function userIn(text: string): { readonly name?: string; readonly email?: string } {
  const found: Record<string, string> = {};
  let inside = false;
  for (const line of text.split(/\r?\n/u)) {
    const section = /^\s*\[([^\]]*)\]/u.exec(line)?.[1];
    if (section !== undefined) inside = section.trim().toLowerCase() === 'user';
    const [, key = '', value = ''] =
      (inside ? /^\s*(name|email)\s*=\s*(.*)$/iu.exec(line) : null) ?? [];
    if (key !== '') found[key.toLowerCase()] = plainValue(value);
  }
  return found;
}

/** Without comment and quotation marks; a line stays one line in records. */
function plainValue(value: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"/u.exec(value.trim())?.[1];
  return (quoted?.replaceAll(/\\(["\\])/gu, '$1') ?? value.replace(/\s*[#;].*$/u, '')).trim();
}
