import type { Environment } from '../children/child-environment.ts';

const SECRET_NAME =
  /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|COOKIE|_KEY$|^KEY_|APIKEY|PRIVATE|_AUTH|DSN|CONNECTION_STRING/iu;
/** Shorter values are words that would be blotted out everywhere. */
const SHORTEST = 6;

/** Texts that are secrets wherever they stand. */
const SECRET_SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gu,
  /\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}/gu,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/gu,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/gu,
  /\bglpat-[A-Za-z0-9_-]{16,}/gu,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/gu,
  /\bA(?:KIA|SIA)[A-Z0-9]{16}\b/gu,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*)?/gu,
  /(?<=\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}/giu,
  /(?<=:\/\/[^\s/:@]{0,256}:)[^\s/@]{1,256}(?=@)/gu,
  // In the query of an address: `?token=…`.
  /(?<=[?&](?:[\w-]{0,32}(?:token|secret|password|passwd|api[_-]?key|access[_-]?key|signature)|sig|key|pwd)=)[^\s&#"'`$]{4,}/giu,
  // In front of a command: `PGPASSWORD=…`. A reference to another variable is none.
  /(?<=\b[A-Z0-9_]{0,40}(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_KEY)=["']?)[^\s"'`$;&|(){}]{4,}/gu,
  // Behind an option: `--password …`. Of `--password-file …` the value is a name.
  /(?<=(?:^|\s)--?(?:[a-z]{1,16}-){0,3}(?:password|passwd|passphrase|token|secret|api-?key)[ =]["']?)(?![-$])[^\s"'`$;&|(){}]{4,}/giu,
  // `curl -u name:…`
  /(?<=(?:^|\s)(?:-u|--user|--proxy-user)[ =]?["']?[^\s:"'`$]{1,64}:)[^\s"'`$]{3,}/gu,
  // In a header, whatever its scheme is called.
  /(?<=\b(?:authorization|x-api-key|api-key|x-auth-token|private-token|x-vault-token|cookie)["']?\s{0,4}[:=]\s{0,4}["']?(?:[A-Za-z]{2,16}\s)?)(?!(?:bearer|basic)\b)[^\s"'`$]{6,}/giu,
];

/** True where a member, a variable or a header of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) || /^authorization$|api-key/iu.test(name);
}

/**
 * Text of a command's output without secrets that can be known: values of variables with
 * a secret's name, and texts in the shape of a token or key. A secret of no known shape
 * remains, so this is for a person's terminal, not for files.
 */
export function hideSecrets(text: string, env: Environment): string {
  let shown = text;
  for (const value of secretValues(env)) shown = shown.replaceAll(value, '***');
  for (const shape of SECRET_SHAPES) shown = shown.replace(shape, '***');
  return shown;
}

/** Longest first: one secret may begin with another. */
function secretValues(env: Environment): string[] {
  const values = Object.entries(env)
    .filter(([name, value]) => SECRET_NAME.test(name) && (value ?? '').length >= SHORTEST)
    .map(([, value]) => value ?? '');
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}
