/** The files that a script of sed opens. */
export interface SedFiles {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Longer scripts are not read: every `[` looks for its end. */
const LONGEST = 8192;

/**
 * Reads a script of sed. Undefined: it runs programs (`e`, `s///e`), or is not understood.
 */
export function parseSed(script: string): SedFiles | undefined {
  if (script.length > LONGEST) return undefined;
  const reads: string[] = [];
  const writes: string[] = [];
  let at = 0;
  while (at < script.length) {
    const letter = script[at] as string;
    if (/[\s;{}]/.test(letter)) {
      at += 1;
      continue;
    }
    const address = skipAddresses(script, at);
    if (address === undefined) return undefined;
    at = address;
    const command = script[at];
    if (command === undefined) return undefined;
    at += 1;
    if ('{}'.includes(command)) continue;
    if (command === '#') at = endOfLine(script, at);
    else if ('=dDgGhHnNpPxzF'.includes(command)) continue;
    else if ('qQlL'.includes(command)) while (/[ \d]/.test(script[at] ?? '')) at += 1;
    else if (':btTv'.includes(command)) {
      while (at < script.length && !/[;\n}]/.test(script[at] as string)) at += 1;
    } else if ('aic'.includes(command)) at = endOfText(script, at);
    else if ('rRwW'.includes(command)) {
      const end = endOfLine(script, at);
      const file = script.slice(at, end).trim();
      if (!/^\/dev\/(?:stdout|stderr|stdin)$/.test(file))
        ('rR'.includes(command) ? reads : writes).push(file);
      at = end;
    } else if (command === 's' || command === 'y') {
      const end = skipSubstitution(script, at, command === 's' ? writes : undefined);
      if (end === undefined) return undefined;
      at = end;
    } else return undefined;
  }
  return { reads, writes };
}

function endOfLine(script: string, at: number): number {
  const end = script.indexOf('\n', at);
  return end < 0 ? script.length : end;
}

/** `a\`, text that goes on behind a backslash at the end of a line. */
function endOfText(script: string, start: number): number {
  let at = start;
  for (;;) {
    const end = endOfLine(script, at);
    if (end >= script.length || script[end - 1] !== '\\') return end;
    at = end + 1;
  }
}

function skipAddresses(script: string, start: number): number | undefined {
  let at = start;
  for (;;) {
    const letter = script[at];
    if (letter === undefined) return at;
    if (/[\d$~+,!\s]/.test(letter)) at += 1;
    else if (letter === '/' || letter === '\\') {
      const mark = letter === '/' ? '/' : script[at + 1];
      const end = skipPart(script, letter === '/' ? at + 1 : at + 2, mark);
      if (end === undefined) return undefined;
      at = end;
      while (/[IM]/.test(script[at] ?? '')) at += 1;
    } else return at;
  }
}

/** Where a part ends that goes until a mark; behind the mark. */
function skipPart(script: string, start: number, mark: string | undefined): number | undefined {
  if (mark === undefined || mark === '\n' || mark === '\\') return undefined;
  for (let at = start; at < script.length; at += 1) {
    if (script[at] === '\\') at += 1;
    else if (script[at] === '[' && mark !== '[') {
      const end = endOfClass(script, at);
      // Shells differ in whether the mark ends the part inside of a class: only where it does not matter.
      if (end !== undefined && script.slice(at, end).includes(mark)) return undefined;
    } else if (script[at] === mark) return at + 1;
  }
  return undefined;
}

function endOfClass(script: string, start: number): number | undefined {
  const end = script.indexOf(']', start + (script[start + 1] === '^' ? 3 : 2));
  const line = script.indexOf('\n', start);
  return end < 0 || (line >= 0 && line < end) ? undefined : end;
}

function skipSubstitution(
  script: string,
  start: number,
  writes: string[] | undefined,
): number | undefined {
  const mark = script[start];
  const middle = skipPart(script, start + 1, mark);
  const end = middle === undefined ? undefined : skipReplacement(script, middle, mark);
  if (end === undefined || writes === undefined) return end;
  let at = end;
  while (/[gpiImM\d]/.test(script[at] ?? '')) at += 1;
  if (script[at] === 'e') return undefined;
  if (script[at] === 'w') {
    const line = endOfLine(script, at);
    writes.push(script.slice(at + 1, line).trim());
    return line;
  }
  const after = script[at];
  return after === undefined || /[\s;}#]/.test(after) ? at : undefined;
}

function skipReplacement(
  script: string,
  start: number,
  mark: string | undefined,
): number | undefined {
  for (let at = start; at < script.length; at += 1) {
    if (script[at] === '\\') at += 1;
    else if (script[at] === mark) return at + 1;
  }
  return undefined;
}
