/** A text between quotes in a program. */
export interface ScriptString {
  readonly text: string;
  /** Of the first letter, in UTF-16 code units. */
  readonly start: number;
}

/**
 * The texts between quotes in JavaScript or TypeScript, without those in comments. Enough to find
 * a name in a program that nobody runs: no grammar is read, and a quote that belongs to none of
 * them (in a regular expression) ends with its line. Linear on any input.
 */
export function scriptStrings(script: string): readonly ScriptString[] {
  const found: ScriptString[] = [];
  const lastEnd = script.lastIndexOf('*/');
  for (let at = 0; at < script.length; at++) {
    const two = script.slice(at, at + 2);
    if (two === '//') at = lineEnd(script, at);
    // What nothing closes is no comment: part of a regular expression may look like one.
    else if (two === '/*' && at + 2 <= lastEnd) at = script.indexOf('*/', at + 2) + 1;
    else if (two[0] === '"' || two[0] === "'" || two[0] === '`') {
      const end = closing(script, at);
      const text = script.slice(at + 1, end);
      // What stands in a template is program again: its strings are looked for, too.
      if (two[0] !== '`' || !text.includes('${')) {
        found.push({ text, start: at + 1 });
        at = end;
      }
    }
  }
  return found;
}

function lineEnd(script: string, from: number): number {
  const at = script.indexOf('\n', from);
  return at < 0 ? script.length : at;
}

/** Where the quote at a place is closed, or its line ends; a template may take several lines. */
function closing(script: string, start: number): number {
  const quote = script[start];
  for (let at = start + 1; at < script.length; at++) {
    const letter = script[at];
    if (letter === '\\') at++;
    else if (letter === quote || (letter === '\n' && quote !== '`')) return at;
  }
  return script.length;
}
