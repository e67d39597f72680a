import { decodeBase64, decodeUtf8, encodeBase64 } from '@gait/canon';
import { looksLikeDelimiter } from './delimiters.ts';

/**
 * How a file's bytes stand in their section. `text`: as they are. `quoted`: as they are, but each
 * line that could be taken for a delimiter has a backslash before it. `base64`: no text.
 */
export const SECTION_ENCODINGS = ['text', 'quoted', 'base64'] as const;

export type SectionEncoding = (typeof SECTION_ENCODINGS)[number];

/** What stands between the lines around a file. */
export interface SectionBody {
  readonly encoding: SectionEncoding;
  readonly bytes: Uint8Array;
}

const BASE64_LINE = 76;
const MAYBE_DELIMITER = Buffer.from('====');

/** Chooses the plainest encoding that any content survives. */
export function encodeSection(content: Uint8Array): SectionBody {
  const text = content.includes(0) ? undefined : textOf(content);
  if (text === undefined) {
    const lines = encodeBase64(content).match(new RegExp(`.{1,${BASE64_LINE}}`, 'gu')) ?? [];
    return { encoding: 'base64', bytes: Buffer.from(lines.join('\n')) };
  }
  if (Buffer.from(content).includes(MAYBE_DELIMITER)) {
    const quoted = mapLines(text, (line) => (isQuotable(line) ? `\\${line}` : line));
    if (quoted !== text) return { encoding: 'quoted', bytes: Buffer.from(quoted) };
  }
  return { encoding: 'text', bytes: content };
}

/** The content of a section; undefined where the body is not of its encoding. */
export function decodeSection({ encoding, bytes }: SectionBody): Uint8Array | undefined {
  if (encoding === 'text') return bytes;
  const text = textOf(bytes);
  if (text === undefined) return undefined;
  if (encoding === 'base64') return decodeBase64(text.replaceAll(/[\r\n]/gu, ''));
  const plain = mapLines(text, (line) =>
    line.startsWith('\\') && isQuotable(line) ? line.slice(1) : line,
  );
  return Buffer.from(plain);
}

/** Quoting must be undone without doubt: what looks like a quoted delimiter is quoted once more. */
function isQuotable(line: string): boolean {
  return looksLikeDelimiter(line.replace(/^\\+/u, ''));
}

function mapLines(text: string, change: (line: string) => string): string {
  return text.split('\n').map(change).join('\n');
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decodeUtf8(bytes);
  } catch {
    return undefined;
  }
}
