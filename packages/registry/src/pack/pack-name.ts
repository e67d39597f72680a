/**
 * Names of packs and of who publishes them. Small ASCII letters only: a name that only looks like
 * another one (a Cyrillic letter, a capital I for an l) cannot be written.
 */

const WORDS = '[a-z][a-z0-9]*(?:-[a-z0-9]+)*';
const PACK = new RegExp(`^(?:${WORDS}/)?${WORDS}$`);
const PUBLISHER = new RegExp(`^${WORDS}(?:\\.[a-z0-9]+(?:-[a-z0-9]+)*)*$`);
const PATTERN = new RegExp(`^(?:\\*|(?:${WORDS}/)?(?:${WORDS}-?)?\\*|(?:${WORDS}/)?${WORDS})$`);
const LONGEST = 64;

/** `finance`, `acme/finance`. */
export function isPackName(text: string): boolean {
  return text.length <= LONGEST && PACK.test(text);
}

/** `acme`, `acme.example`. */
export function isPublisherName(text: string): boolean {
  return text.length <= LONGEST && PUBLISHER.test(text);
}

/** What a trust policy grants: a name, or a beginning of names: `acme/*`, `acme-*`, `*`. */
export function isNamePattern(text: string): boolean {
  return text.length <= LONGEST && PATTERN.test(text);
}

/** Whether a name is covered by a pattern. */
export function matchesName(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** `acme/finance` 1.2.0 → `acme_finance-1.2.0`: no name holds `_`, so two packs never share a file. */
export function packFileStem(name: string, version: string): string {
  return `${name.replace('/', '_')}-${version}`;
}
