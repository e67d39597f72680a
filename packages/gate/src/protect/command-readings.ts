const MOST_READINGS = 12;
const LONGEST_DECODED = 64 * 1024;
const LONGEST_VALUE = 512;
const LONGEST_FILLED = 128 * 1024;
const KNOWN =
  /^(?:HOME|PWD|USER|USERNAME|LOGNAME|USERPROFILE|OLDPWD|APPDATA|LOCALAPPDATA|XDG_\w+)$/u;

/**
 * What shell text, or code in another language, may come to when it runs: as it is written,
 * without quotes and escapes, with its own assignments filled in, with parts joined, and what
 * it carries in base64 or hexadecimal. No shell: it only has to see through what is cheap to
 * write, and each step is linear.
 */
export function commandReadings(text: string): readonly string[] {
  const readings = new Set<string>([text]);
  const pending = [text];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const plain = unquote(decodeEscapes(next));
    for (const reading of [
      plain,
      fillAssignments(next, plain),
      joinParts(next),
      percentJoined(plain),
      withoutUnknown(next),
      ...decodeCarried(next),
    ]) {
      if (readings.has(reading) || readings.size >= MOST_READINGS) continue;
      readings.add(reading);
      pending.push(reading);
    }
  }
  return [...readings];
}

/** `\x67`, `\147`, `\u0067`: in `$'…'`, printf, echo -e, and strings of most languages. */
function decodeEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(
    /\\(?:x([0-9a-f]{1,2})|u\{?([0-9a-f]{1,6})\}?|0?([0-7]{3}))/giu,
    (whole, hex?: string, unicode?: string, octal?: string) => {
      const code =
        octal === undefined ? Number.parseInt(hex ?? unicode ?? '', 16) : Number.parseInt(octal, 8);
      return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** `g''ait`, `g\ait`, `"gait"`, a line continued, `^` of cmd and `` ` `` of PowerShell. */
function unquote(text: string): string {
  return text
    .replaceAll(/\\\r?\n/gu, '')
    .replaceAll(/\$(?=["'])/gu, '')
    .replaceAll(/["'^]|`(?=\w)/gu, '')
    .replaceAll(/\\(?=[^\s])/gu, '')
    .replaceAll(/\$(?:@|\*|\{@\}|\{\*\}|[1-9]\b)/gu, '');
}

/** `X=.ga; cat > ${X}it.yaml`; also `$X` of PowerShell and `%X%` of cmd. */
function fillAssignments(text: string, plain: string): string {
  if (!/[$%]/u.test(text)) return plain;
  const values = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of text.matchAll(
    /(?:^|[\s;&|({$])(?:export\s+|local\s+|declare\s+|set\s+)?([A-Za-z_]\w*)\s?=\s?(?:["']([^"'\n]*)["']|([^\s;&|]*))/gu,
  )) {
    values.set(name, (quoted ?? bare).slice(0, LONGEST_VALUE));
  }
  for (const [, name = '', list = ''] of text.matchAll(
    /\bfor\s+([A-Za-z_]\w*)\s+in\s+([^;\n]*)/gu,
  )) {
    values.set(name, list.slice(0, LONGEST_VALUE));
  }
  if (values.size === 0) return plain;
  const fill = (given: string): string =>
    given
      .slice(0, LONGEST_DECODED)
      .replaceAll(
        /\$\{([A-Za-z_]\w*)[^}]*\}|\$([A-Za-z_]\w*)|%([A-Za-z_]\w*)%/gu,
        (whole, a?: string, b?: string, c?: string) => values.get(a ?? b ?? c ?? '') ?? whole,
      )
      .slice(0, LONGEST_FILLED);
  // Values may name others.
  return fill(fill(plain));
}

/** `.gai${X}t`, `.gai$()t`: what nobody set is nothing; the working folder is known. */
function withoutUnknown(text: string): string {
  if (!/[$`]/u.test(text)) return text;
  return text
    .replaceAll(/\$\(\s*(?:pwd|cd)\s*\)|`\s*pwd\s*`/gu, '$PWD')
    .replaceAll(/\$\(\s*\)|``/gu, '')
    .replaceAll(/\$\{([A-Za-z_]\w*)[^}]*\}|\$([A-Za-z_]\w*)/gu, (whole, a?: string, b?: string) =>
      KNOWN.test(a ?? b ?? '') ? whole : '',
    );
}

/** `'.ga' + 'it.yaml'`, `".ga" . "it"`, `path.join("a", ".gait")`. */
function joinParts(text: string): string {
  return text.replaceAll(/["']\s*[+.]\s*["']/gu, '').replaceAll(/["']\s*,\s*["']/gu, '/');
}

function percentJoined(text: string): string {
  if (!/%[0-9a-f]{2}/iu.test(text)) return text;
  return text.replaceAll(/%([2-7][0-9a-f])/giu, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}

function decodeCarried(text: string): string[] {
  const found: string[] = [];
  const add = (bytes: Buffer): void => {
    const decoded = bytes.toString('utf8');
    if (decoded.length >= 4 && /^[\t\n\r\x20-\x7e]+$/u.test(decoded)) found.push(decoded);
    const wide = bytes.toString('utf16le');
    if (wide.length >= 4 && /^[\t\n\r\x20-\x7e]+$/u.test(wide)) found.push(wide);
  };
  for (const [run] of text.slice(0, LONGEST_DECODED).matchAll(/[A-Za-z0-9+/_-]{8,}={0,2}/gu)) {
    if (found.length >= 4) break;
    if (/^(?:[0-9a-f]{2})+$/iu.test(run)) add(Buffer.from(run, 'hex'));
    else if (/[A-Z0-9+/]/u.test(run)) add(Buffer.from(run, 'base64'));
  }
  return found;
}
