import type { Passage, ScanRule } from '../scan-rule.ts';
import type { ScannedText } from '../text/scanned-text.ts';
import { listWords } from '../text/word-index.ts';
import { entropyOf } from './entropy.ts';
import { inSource } from './finders.ts';
import { isFiller, isRealSecret, SECRET_FORMATS } from './secret-formats.ts';

/** Secrets that a text gives away. Messages show the beginning of one and never the whole. */
export const SECRET_RULES = {
  secret_token: {
    severity: 'error',
    about: 'A token or key of a known service.',
    hint: 'withdraw the secret where it was given out, then take it out of the file and its history',
    quotable: false,
    find: knownTokens,
  },
  secret_private_key: {
    severity: 'error',
    about: 'A private key.',
    hint: 'replace the key pair, then take the key out of the file and its history',
    quotable: false,
    find: inSource({
      needs: ['private key'],
      patterns: [
        /-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:\\n|\s){1,8}(?:[A-Za-z-]{3,20}:[^\n]{0,80}\n\s{0,8}){0,4}(?:[A-Za-z0-9+/=]{16,100}(?:\\n|\s){0,8}){1,80}/g,
      ],
      says: (match) => (isFiller(match[0].slice(0, 300)) ? undefined : 'a private key'),
    }),
  },
  secret_in_address: {
    severity: 'error',
    about: 'An address with a password in it.',
    hint: 'take the password out of the address and change it',
    quotable: false,
    find: inSource({
      needs: ['://'],
      patterns: [
        /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{0,60}:([^\s/@"'<>]{3,100})@[\w.-]{2,120}/gi,
      ],
      says: ([, password = '']) =>
        isPlaceholder(password) ||
        /^(?:pass(?:word|wd)?|pw|pwd|secret|token|guest|postgres|root|admin|user|test|demo|app|dev|local|minio(?:admin)?|rabbitmq|mysql|redis|mongo)\d{0,4}$/i.test(
          password,
        )
          ? undefined
          : 'an address with a password in it',
    }),
  },
  secret_assigned: {
    severity: 'warning',
    about: 'A value that looks random, given to a name that stands for a secret.',
    hint: 'read the value from the environment or a secret store; change it if it was real',
    quotable: false,
    find: inSource({
      needs: ['secret', 'token', 'passw', 'key', 'pwd', 'credential'],
      patterns: [
        /\b[\w.-]{0,40}(?:secret|token|passw(?:or)?d|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key|client[_-]?secret|pwd|credentials?)(?:[_-]?\w{0,12})["']?\s{0,3}(?:[:=]|=>|:=)\s{0,3}["']([^\s"'\n]{16,120})["']/gi,
        /^[ \t]{0,20}(?:export |set |-e )?[A-Z][A-Z0-9_]{0,40}(?:SECRET|TOKEN|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)(?:_[A-Z0-9]{1,12})?[ \t]{0,2}[=:][ \t]{0,2}([^\s"'#$<{][^\s"'#]{15,120})[ \t]{0,4}$/gm,
      ],
      says: ([, value = '']) =>
        looksGiven(value)
          ? `a value that looks like a real secret (${value.slice(0, 3)}…)`
          : undefined,
    }),
  },
} as const satisfies Readonly<Record<string, ScanRule>>;

const BEGINNINGS = listWords(SECRET_FORMATS.map(({ needs }) => needs));

function knownTokens(text: ScannedText): readonly Passage[] {
  const words = text.lowerWords();
  const passages: Passage[] = [];
  for (const [index, format] of SECRET_FORMATS.entries()) {
    if (!words.has(BEGINNINGS, index)) continue;
    for (const match of text.raw.matchAll(format.pattern)) {
      const secret = match[1] ?? match[0];
      if (!isRealSecret(format, secret)) continue;
      const start = match.index + match[0].indexOf(secret);
      passages.push({
        start,
        end: start + secret.length,
        message: `${format.name} (${secret.slice(0, 6)}…)`,
      });
    }
  }
  return passages;
}

function isPlaceholder(value: string): boolean {
  return (
    /^[$%{<[(*]|[}>\])]$|^\.{3}|\$\{|\{\{|^(?:x{3,}|\*{3,}|-{3,})/i.test(value) || isFiller(value)
  );
}

/** Random enough, and no reference, path, address, digest or sentence. */
function looksGiven(value: string): boolean {
  if (isPlaceholder(value) || entropyOf(value) < 3.6) return false;
  if (
    /^(?:https?:|\/|\.{1,2}\/|~|arn:|vault:|env:|secret:|op:\/\/|sha\d{1,3}[:-]|ssh-)/i.test(value)
  )
    return false;
  if (/^[a-z]+(?:[-_./:][a-z]+){1,12}$/i.test(value) || /[(){}[\]<>]/.test(value)) return false;
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/^[a-z]+(?:[A-Z][a-z]+)+\d?$/.test(value);
}
