/** A plain command line: the words of each command, quotes taken off. */
export type Segments = readonly (readonly string[])[];

/** Variables whose value is a folder; others may hold anything. */
const KNOWN_VARIABLE =
  /^\$(?:\{(?:HOME|PWD|XDG_CONFIG_HOME|XDG_STATE_HOME)\}|(?:HOME|PWD|XDG_CONFIG_HOME|XDG_STATE_HOME)(?!\w))/u;
const HARMLESS_REDIRECTION =
  /^(?:[0-9]?>&[12](?=$|[\s;|&)])|(?:[0-9]|&)?>>?\s*\/dev\/null(?=$|[\s;|&)]))/u;

/**
 * Splits shell text at `;`, `&&`, `||`, `|` and line ends. Understands only what cannot surprise:
 * words, quotes, input redirection, output to `/dev/null`. Undefined: anything else, such as
 * output redirection, substitution, here-documents, escapes and unknown variables.
 */
export function shellSegments(text: string): Segments | undefined {
  const segments: string[][] = [[]];
  let word: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) segments.at(-1)?.push(word);
    word = undefined;
  };
  for (let i = 0; i < text.length;) {
    const rest = text.slice(i, i + 80);
    const character = text[i] as string;
    const redirection = word === undefined ? HARMLESS_REDIRECTION.exec(rest)?.[0] : undefined;
    if (redirection !== undefined) i += redirection.length;
    else if (character === "'" || character === '"') {
      const end = text.indexOf(character, i + 1);
      const inside = text.slice(i + 1, end);
      if (end < 0 || (character === '"' && !isPlainInQuotes(inside))) return undefined;
      word = (word ?? '') + inside;
      i = end + 1;
    } else if (/[ \t\r]/u.test(character)) {
      endWord();
      i++;
    } else if (/[;\n|&]/u.test(character)) {
      endWord();
      const operator = /^(?:&&|\|\||[;\n|])/u.exec(rest)?.[0];
      if (operator === undefined) return undefined;
      segments.push([]);
      i += operator.length;
    } else if (character === '<') {
      if (/^<[<(&>]/u.test(rest)) return undefined;
      endWord();
      i++;
    } else if (character === '$') {
      const known = KNOWN_VARIABLE.exec(rest)?.[0];
      if (known === undefined) return undefined;
      word = (word ?? '') + known;
      i += known.length;
    } else if (/[>`\\(){}!#\0]/u.test(character)) return undefined;
    else {
      word = (word ?? '') + character;
      i++;
    }
  }
  endWord();
  return segments.filter((words) => words.length > 0);
}

/** Between double quotes substitutions still work; a backslash before a letter is only a backslash. */
function isPlainInQuotes(text: string): boolean {
  if (/[`\0]|\\["$`\\\n]/u.test(text)) return false;
  return [...text.matchAll(/\$./gu)].every(({ index }) => KNOWN_VARIABLE.test(text.slice(index)));
}
