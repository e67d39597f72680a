/**
 * Turns facts into lines for a person: colours, marks, aligned columns.
 *
 * Text of artifacts and arguments may be put into a line as it is. A style is written with a mark
 * that no data can contain, and only `render` makes escape codes of marks; whatever else would move
 * the cursor, start a line, turn the direction of writing or set a colour is shown and not obeyed.
 */
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
  /** A sentence, broken between words at the terminal's width. Not for what is copied: commands, digests. */
  readonly prose: (text: string) => readonly string[];
  /** The text of these lines, as it may be printed: one line each, whatever they contain. */
  readonly render: (lines: readonly string[]) => string;
}

const ESCAPE = String.fromCharCode(27);
/**
 * What text must not do on a terminal: control characters (the line break and the tab too), line and
 * paragraph separators, and the characters that turn the direction of writing.
 */
const CONTROLS =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Columns that a text without styles takes on a terminal: wide and combining characters counted. */
function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x300) width += 1;
    else if (/^\p{Mark}$|^[\u200b-\u200f\ufe0f]$/u.test(char)) width += 0;
    else width += isWide(code) ? 2 : 1;
  }
  return width;
}

function isWide(code: number): boolean {
  return (
    code === 0x2705 ||
    code === 0x274c ||
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

/** Shows what a terminal would obey as `\n` or `\u001b` instead of sending it there. */
export function showControls(text: string): string {
  return text.replace(CONTROLS, (char) => {
    if (char === '\n') return '\\n';
    if (char === '\r') return '\\r';
    if (char === '\t') return '\\t';
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A painter; without colour it gives the plain text. */
export function createPaint(options: {
  readonly colour: boolean;
  readonly width: number | undefined;
}): Paint {
  const marks = options.colour ? createMarks() : PLAIN;
  const good = marks.style(32);
  const bad = marks.style(31);
  const dim = marks.style(2);
  const table = (rows: readonly (readonly string[])[]) => alignRows(rows, options.width, marks);
  return {
    good,
    bad,
    dim,
    table,
    warn: marks.style(33),
    bold: marks.style(1),
    verdict: (ok, text) => (ok ? `${good('✓')} ${text}` : `${bad('✗')} ${text}`),
    pairs: (values) =>
      table(
        Object.entries(values)
          .filter(([, value]) => value !== undefined && value !== '')
          .map(([name, value]) => [dim(name), String(value)]),
      ),
    prose: (text) => wrapProse(text, options.width, marks),
    render: (lines) => lines.map(marks.render).join('\n'),
  };
}

/** How a style is written into a line, found again and made an escape code. */
interface Marks {
  readonly style: (code: number) => (text: string) => string;
  /** The line without styles. */
  readonly strip: (line: string) => string;
  /** The line with its controls shown, styles left as marks. */
  readonly show: (line: string) => string;
  readonly render: (line: string) => string;
}

const PLAIN: Marks = {
  style: () => (text) => text,
  strip: (line) => line,
  show: showControls,
  render: showControls,
};

/** The mark is random: an artifact that could guess it could colour itself. */
function createMarks(): Marks {
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
  const mark = new RegExp(`<${secret}:([0-9]+)>`, 'u');
  const between = (line: string, text: (part: string) => string, code: (code: string) => string) =>
    line
      .split(mark)
      .map((part, index) => (index % 2 === 1 ? code(part) : text(part)))
      .join('');
  const write = (code: number | string) => `<${secret}:${code}>`;
  return {
    style: (code) => (text) => (text === '' ? '' : `${write(code)}${text}${write(0)}`),
    strip: (line) =>
      between(
        line,
        (part) => part,
        () => '',
      ),
    show: (line) => between(line, showControls, write),
    render: (line) => between(line, showControls, (code) => `${ESCAPE}[${code}m`),
  };
}

function alignRows(
  given: readonly (readonly string[])[],
  width: number | undefined,
  marks: Marks,
): string[] {
  const measure = (text: string): number => displayWidth(marks.strip(text));
  // Before measuring: what is shown in place of a control character takes columns.
  const rows = given.map((row) => row.map(marks.show));
  const columns: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      columns[index] = Math.max(columns[index] ?? 0, measure(cell));
    });
  }
  return rows.flatMap((row) => {
    const before = row
      .slice(0, -1)
      .map((cell, index) => `${cell}${' '.repeat((columns[index] ?? 0) - measure(cell))}  `)
      .join('');
    return wrapLast(before, row.at(-1) ?? '', width, measure);
  });
}

const NARROWEST = 16;
/** Where a column starts that found no room beside the others. */
const BELOW = 6;

/**
 * Breaks the last column between words where the line would be too long, and aligns what follows;
 * where the other columns leave too little room, it goes below them. Nothing is ever cut off: a
 * digest must stay whole.
 */
function wrapLast(
  before: string,
  text: string,
  width: number | undefined,
  measure: (text: string) => number,
): string[] {
  const indent = measure(before);
  if (width === undefined || indent + measure(text) <= width) return [before + text];
  if (width - indent < NARROWEST && indent > BELOW && text.includes(' ')) {
    const lines = wrapWords(text, width - BELOW, measure);
    return [before.trimEnd(), ...lines.map((line) => ' '.repeat(BELOW) + line)];
  }
  const lines = wrapWords(text, width - indent, measure);
  return lines.map((line, index) => (index === 0 ? before : ' '.repeat(indent)) + line);
}

function wrapProse(given: string, width: number | undefined, marks: Marks): readonly string[] {
  const text = marks.show(given);
  const measure = (part: string): number => displayWidth(marks.strip(part));
  if (width === undefined || measure(text) <= width) return [text];
  return wrapWords(text, width - 2, measure).map((line, at) => (at === 0 ? line : `  ${line}`));
}

function wrapWords(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    // A word that fits on no line gains nothing from a line of its own.
    if (line !== '' && measure(`${line} ${word}`) > width && measure(word) <= width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
