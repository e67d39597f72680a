/** Turns facts into text for a person: colours, marks, aligned columns. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  /** `✓ text` in green or `✗ text` in red. */
  readonly verdict: (ok: boolean, text: string) => string;
  /** Lines of aligned columns, two spaces between; the last column is wrapped at the terminal's width. */
  readonly table: (rows: readonly (readonly string[])[]) => string[];
  /** Lines `name  value`; pairs without a value are left out. */
  readonly pairs: (
    values: Readonly<Record<string, string | number | boolean | undefined>>,
  ) => string[];
}

const ESCAPE = String.fromCharCode(27);
const COLOURS = new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'gu');
/** Control characters but for tab; text from an artifact must not move the cursor or rename the window. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;

/** Columns that a text takes on a terminal: wide and combining characters counted, colours not. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const char of text.replace(COLOURS, '')) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x300) width += 1;
    else if (/^\p{Mark}$|^[\u200b-\u200f\ufe0f]$/u.test(char)) width += 0;
    else width += isWide(code) ? 2 : 1;
  }
  return width;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

/** Shows control and direction-changing characters as `\u001b` instead of sending them to the terminal. */
export function showControls(text: string): string {
  return text.replace(CONTROLS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A painter; without colour it gives the plain text. */
export function createPaint(options: {
  readonly colour: boolean;
  readonly width: number | undefined;
}): Paint {
  const style = (code: number) => (text: string) =>
    options.colour && text !== '' ? `${ESCAPE}[${code}m${text}${ESCAPE}[0m` : text;
  const good = style(32);
  const bad = style(31);
  const dim = style(2);
  const table = (rows: readonly (readonly string[])[]) => alignRows(rows, options.width);
  return {
    good,
    bad,
    dim,
    table,
    warn: style(33),
    bold: style(1),
    verdict: (ok, text) => (ok ? `${good('✓')} ${text}` : `${bad('✗')} ${text}`),
    pairs: (values) =>
      table(
        Object.entries(values)
          .filter(([, value]) => value !== undefined && value !== '')
          .map(([name, value]) => [dim(name), String(value)]),
      ),
  };
}

function alignRows(given: readonly (readonly string[])[], width: number | undefined): string[] {
  // A line break in an artifact's text must not begin a line that looks like ours.
  const rows = given.map((row) => row.map((cell) => cell.replaceAll('\n', '\\n')));
  const columns: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      columns[index] = Math.max(columns[index] ?? 0, displayWidth(cell));
    });
  }
  return rows.flatMap((row) => {
    const before = row
      .slice(0, -1)
      .map((cell, index) => `${padEnd(cell, columns[index] ?? 0)}  `)
      .join('');
    return wrapLast(before, row.at(-1) ?? '', width);
  });
}

function padEnd(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - displayWidth(cell)));
}

const NARROWEST = 16;

/**
 * Breaks the last column between words where the line would be too long, and aligns what follows.
 * Nothing is ever cut off: a digest must stay whole.
 */
function wrapLast(before: string, text: string, width: number | undefined): string[] {
  const indent = displayWidth(before);
  if (width === undefined || width - indent < NARROWEST || indent + displayWidth(text) <= width)
    return [before + text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + displayWidth(`${line} ${word}`) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((part, index) => (index === 0 ? before : ' '.repeat(indent)) + part);
}
