/**
 * Finds what is wrong with a text that the fast reading refused, and where. Runs
 * only on bad input. The caller has bounded the nesting, so recursion is safe.
 */

/** The first fault of a JSON text. */
export interface JsonFault {
  readonly code:
    | 'json_duplicate_key'
    | 'json_number'
    | 'json_prototype_key'
    | 'json_syntax'
    | 'json_trailing_data';
  readonly message: string;
  readonly hint: string;
  readonly line: number;
  readonly column: number;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;

/** Line and column, from 1, of an offset; columns count UTF-16 code units. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
    line++;
    start = i + 1;
  }
  return { line, column: offset - start + 1 };
}

/** The first fault, or undefined for text without one. With `duplicates: false` repeated and prototype keys pass. */
export function findJsonFault(
  text: string,
  options: { readonly duplicates: boolean },
): JsonFault | undefined {
  const finder = new Finder(text, options.duplicates);
  try {
    finder.document();
    return undefined;
  } catch (error) {
    if (error instanceof Stop) return error.fault;
    throw error;
  }
}

class Stop extends Error {
  readonly fault: JsonFault;
  constructor(fault: JsonFault) {
    super(fault.code);
    this.fault = fault;
  }
}

class Finder {
  private at = 0;
  private readonly text: string;
  private readonly strictKeys: boolean;

  constructor(text: string, strictKeys: boolean) {
    this.text = text;
    this.strictKeys = strictKeys;
  }

  document(): void {
    if (this.text.startsWith('\ufeff')) {
      this.stop(
        'json_syntax',
        'a byte order mark stands before the value',
        'save the file without byte order mark',
      );
    }
    this.space();
    if (this.at >= this.text.length)
      this.stop('json_syntax', 'the text is empty', 'write one JSON value');
    this.value();
    this.space();
    if (this.at < this.text.length) {
      this.stop(
        'json_trailing_data',
        'something follows the value',
        'keep one JSON value in the file',
      );
    }
  }

  private value(): void {
    const c = this.text[this.at];
    if (c === '{') this.object();
    else if (c === '[') this.array();
    else if (c === '"') this.string();
    else if (c === '-' || (c !== undefined && c >= '0' && c <= '9')) this.number();
    else this.word();
  }

  private object(): void {
    const seen = new Set<string>();
    this.at++;
    this.space();
    if (this.take('}')) return;
    do {
      this.space();
      this.key(seen);
      this.space();
      if (!this.take(':')) this.expected('`:` after the key');
      this.space();
      this.value();
      this.space();
    } while (this.take(','));
    if (!this.take('}')) this.expected('`,` or `}`');
  }

  private key(seen: Set<string>): void {
    const start = this.at;
    if (this.text[start] !== '"') this.expected('a key in double quotes');
    const key = this.string();
    if (!this.strictKeys) return;
    if (key === '__proto__') {
      this.stop('json_prototype_key', 'the key `__proto__` is refused', 'rename the key', start);
    }
    if (seen.has(key)) {
      this.stop(
        'json_duplicate_key',
        `the key ${JSON.stringify(key)} stands twice in one object`,
        'remove one of the two',
        start,
      );
    }
    seen.add(key);
  }

  private array(): void {
    this.at++;
    this.space();
    if (this.take(']')) return;
    do {
      this.space();
      this.value();
      this.space();
    } while (this.take(','));
    if (!this.take(']')) this.expected('`,` or `]`');
  }

  private string(): string {
    const matched = this.match(STRING);
    if (matched === undefined) {
      this.stop(
        'json_syntax',
        'a string is not closed, or holds a raw control character or a wrong escape',
        'escape it as JSON asks',
      );
    }
    return JSON.parse(matched) as string;
  }

  private number(): void {
    const start = this.at;
    const matched = this.match(NUMBER);
    if (matched === undefined) this.expected('a number');
    if (!Number.isFinite(Number(matched))) {
      this.stop(
        'json_number',
        'the number is outside the range of a double',
        'write it as a string',
        start,
      );
    }
  }

  private word(): void {
    for (const word of ['true', 'false', 'null']) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return;
      }
    }
    this.expected('a value');
  }

  private space(): void {
    this.match(SPACE);
  }

  private take(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    return found[0];
  }

  private expected(what: string): never {
    const where = this.at >= this.text.length ? 'the text ends' : 'something else stands';
    return this.stop(
      'json_syntax',
      `${where} where ${what} is expected`,
      'correct the JSON at this place',
    );
  }

  private stop(code: JsonFault['code'], message: string, hint: string, at = this.at): never {
    throw new Stop({ code, message, hint, ...lineAndColumn(this.text, at) });
  }
}
