import type { Passage, ScanRule } from '../scan-rule.ts';
import { scannedText, type ScannedText } from '../text/scanned-text.ts';
import { excerpt } from './finders.ts';
import { EXECUTION_RULES } from './execution-rules.ts';
import { EXFILTRATION_RULES } from './exfiltration-rules.ts';
import { INJECTION_RULES } from './injection-rules.ts';

/** Words that are encoded so that nobody reads them. */
export const ENCODED_RULES = {
  encoded_instruction: {
    severity: 'error',
    about: 'An encoded text that says what no plain text here may say.',
    hint: 'delete it and find out who put it there',
    quotable: false,
    find: encodedInstructions,
  },
  encoded_blob: {
    severity: 'warning',
    about: 'A long encoded text: nobody can read what it holds.',
    hint: 'put the decoded text here, or the file beside it',
    quotable: false,
    find: longBlobs,
  },
} as const satisfies Readonly<Record<string, ScanRule>>;

/** These alone, so that what is encoded twice does not make a scan without end. */
const INNER = Object.values({
  ...INJECTION_RULES,
  ...EXECUTION_RULES,
  ...EXFILTRATION_RULES,
}).filter(({ severity }) => severity === 'error');

interface Encoding {
  readonly name: string;
  /** Without it there is nothing to decode. */
  readonly needs: (text: ScannedText) => boolean;
  readonly pattern: RegExp;
  readonly decode: (text: string) => string;
}

const ENCODINGS: readonly Encoding[] = [
  {
    name: 'base64',
    needs: (text) => text.hasLongRun(),
    pattern: /[A-Za-z0-9+/_-]{24,}={0,2}/g,
    // Paths and names in small letters are no base64 of a sentence.
    decode: (text) =>
      /[A-Z]/.test(text) && /[a-z]/.test(text)
        ? Buffer.from(text.slice(0, LONGEST), 'base64').toString('utf8')
        : '',
  },
  {
    name: 'hexadecimal',
    needs: ({ raw }) =>
      /\\x[0-9a-fA-F]{2}\\x|[0-9a-fA-F]{2} ?[0-9a-fA-F]{2} ?[0-9a-fA-F]{2} ?[0-9a-fA-F]{2} ?[0-9a-fA-F]{2}/.test(
        raw,
      ),
    pattern: /(?:\\x[0-9a-fA-F]{2}){12,}|\b(?:[0-9a-fA-F]{2} ?){20,}/g,
    decode: (text) =>
      Buffer.from(text.slice(0, LONGEST).replaceAll(/\\x| /g, ''), 'hex').toString('utf8'),
  },
  {
    name: 'percent',
    needs: ({ raw }) => /%[0-9a-fA-F]{2}/.test(raw),
    pattern: /(?:%[0-9a-fA-F]{2}|[A-Za-z0-9.-]){12,}/g,
    decode: (text) =>
      text.includes('%')
        ? text
            .slice(0, LONGEST)
            .replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
              String.fromCharCode(Number.parseInt(hex, 16)),
            )
        : '',
  },
  {
    name: 'spaced letters',
    needs: ({ raw }) =>
      /\b[A-Za-z][ .·_-]{1,2}[A-Za-z][ .·_-]{1,2}[A-Za-z][ .·_-]{1,2}[A-Za-z][ .·_-]/.test(raw),
    pattern: /\b(?:[A-Za-z][ .·_-]{1,2}){9,}[A-Za-z]\b/g,
    decode: despace,
  },
  {
    name: 'rot13',
    needs: ({ raw }) => /vtaber|qvfertneq|birevqr|sbetrg|rknpgyl|rkrphgr|qb abg gryy/i.test(raw),
    pattern: /\b(?:vtaber|qvfertneq|birevqr|sbetrg|rknpgyl|rkrphgr|qb abg gryy)\b[^\n]{0,200}/gi,
    decode: (text) =>
      text.replaceAll(/[a-z]/gi, (letter) => {
        const base = letter <= 'Z' ? 65 : 97;
        return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
      }),
  },
  {
    name: 'reversed',
    needs: ({ raw }) => /snoitcurtsni|tpmorp metsys/i.test(raw),
    pattern: /[^\n]{0,80}\b(?:snoitcurtsni|tpmorp metsys)\b[^\n]{0,80}/gi,
    decode: (text) => Array.from(text).reverse().join(''),
  },
];
const LONGEST = 16_384;

/** `i g n o r e   a l l`: two blanks are the end of a word. */
function despace(text: string): string {
  return text
    .replaceAll(/[ .·_-]{2}/g, '\n')
    .replaceAll(/[ .·_-]/g, '')
    .replaceAll('\n', ' ');
}

function encodedInstructions(text: ScannedText): readonly Passage[] {
  const passages: Passage[] = [];
  for (const { name, needs, pattern, decode } of ENCODINGS) {
    if (!needs(text)) continue;
    for (const match of text.raw.matchAll(pattern)) {
      const plain = decode(match[0]);
      if (!isWritten(plain)) continue;
      const inner = scannedText(text.path, plain);
      const found = INNER.flatMap((rule) => rule.find(inner));
      const [first] = found.length > 0 || name !== 'spaced letters' ? found : run(plain);
      if (first === undefined) continue;
      const message = `${name} for ${JSON.stringify(excerpt(plain))}: ${first.message}`;
      passages.push({ start: match.index, end: match.index + match[0].length, message });
    }
  }
  return passages;
}

/** Spaced letters may have lost the ends of their words; these need none. */
function run(plain: string): readonly { readonly message: string }[] {
  const letters = plain.toLowerCase().replaceAll(/[^a-z]/g, '');
  return /(?:ignore|disregard|forget)(?:all)?(?:the)?(?:previous|prior|above|earlier)(?:instructions?|rules|prompts?)/.test(
    letters,
  )
    ? [{ message: 'tells the model to set its instructions aside' }]
    : [];
}

/** Text and not bytes: nearly everything is printable, and there is a blank or two. */
function isWritten(plain: string): boolean {
  if (plain.length < 10) return false;
  const sample = plain.slice(0, 2000);
  const odd = sample.replaceAll(/[\p{L}\p{N}\p{P}\p{S}\p{Z}\n\r\t]/gu, '').length;
  return odd * 20 < sample.length && !sample.includes('\ufffd') && /[ |\n]/.test(sample);
}

const BLOB = 600;

function longBlobs(text: ScannedText): readonly Passage[] {
  const { raw, kind } = text;
  if (raw.length < BLOB || kind === 'program' || !text.hasLongRun()) return [];
  const passages: Passage[] = [];
  for (const match of raw.matchAll(
    /[A-Za-z0-9+/_-]{64,}(?:\r?\n[A-Za-z0-9+/_-]{16,}){0,400}={0,2}/g,
  )) {
    const [blob] = match;
    if (blob.length < BLOB || !isMixed(blob)) continue;
    const before = raw.slice(Math.max(0, match.index - 40), match.index);
    if (/data:(?:image|font)\/[\w+.-]{2,20};base64,$/i.test(before)) continue;
    const message = `${blob.length} characters that nobody can read`;
    passages.push({ start: match.index, end: match.index + blob.length, message });
  }
  return passages;
}

function isMixed(blob: string): boolean {
  const sample = blob.slice(0, 400);
  return /[a-z]/.test(sample) && /[A-Z]/.test(sample) && /[0-9]/.test(sample);
}
