/** Words that some YAML reads as a truth value or as nothing, not as a text. */
const RESERVED = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i;
/** Reads as the same text in every YAML, without quotes. */
const PLAIN = /^[A-Za-z](?:[A-Za-z0-9 _.,()/+-]*[A-Za-z0-9_.,()/+-])?$/;
/**
 * What a quoted text must not hold as it is: what YAML or TOML take for a control or a line break,
 * and the marks that turn the direction of writing, with which a head would show other words than it holds.
 */
const ESCAPED =
  /[\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]/g;

/** A text as a scalar on one line of YAML. */
export function yamlText(text: string): string {
  const plain = PLAIN.test(text) && !RESERVED.test(text) && !text.includes('---');
  return plain ? text : quotedText(text);
}

/** A text between double quotes, with escapes that JSON, YAML and TOML read alike. */
export function quotedText(text: string): string {
  // Claude Code ends a head at three hyphens wherever they stand, also inside a text.
  const quoted = JSON.stringify(text.toWellFormed()).replaceAll('---', '--\\u002d');
  return quoted.replace(ESCAPED, escapeUnit);
}

/** A text of several lines in TOML. */
export function tomlLines(text: string): string {
  const safe = text
    .toWellFormed()
    .replaceAll('\\', '\\\\')
    // Three in a row would end the text, and so would one that stands before the three that do.
    .replace(/"(?="")|"$/g, '\\"')
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, escapeUnit)
    .replace(ESCAPED, escapeUnit);
  return `"""\n${safe}"""`;
}

/** A text of several lines in YAML, below its key; quoted where a block could not hold it. */
export function yamlLines(text: string): string {
  const block =
    /^[^\n]+(?:\n[^\n]*)*\n$/.test(text) &&
    !text.endsWith('\n\n') &&
    !/[\u0000-\u0009\u000b-\u001f]/.test(text) &&
    text.search(ESCAPED) < 0 &&
    text.isWellFormed();
  // The 2 says how far the text is indented: its first line may begin with blanks of its own.
  return block ? `|2\n${text.slice(0, -1).replace(/^(?=[^\n])/gm, '  ')}` : quotedText(text);
}

/** Any text as one line: heads and headings have no place for more. */
export function oneLine(text: string): string {
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/gu, ' ').trim();
}

/** At most so many characters, cut between words where it can be. */
export function shortened(text: string, most: number): string {
  // No more characters than code units: hardly any text has to be counted.
  if (text.length <= most) return text;
  const chars = Array.from(text);
  if (chars.length <= most) return text;
  const cut = chars.slice(0, most - 3).join('');
  const blank = cut.lastIndexOf(' ');
  return `${blank > cut.length / 2 ? cut.slice(0, blank) : cut}...`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
