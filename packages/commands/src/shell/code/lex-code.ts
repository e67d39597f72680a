/** A piece of code of an interpreter, as far as its harm is judged by it. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'mark';
  /** Of a string: what stands between its quotes, as written. */
  readonly text: string;
}

export type Language = 'javascript' | 'python';

const NAME = /[A-Za-z_$\u0080-\uFFFF][\w$\u0080-\uFFFF]*/y;
const NUMBER = /0[xXoObB][\da-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?n?/y;
const PYTHON_STRING = /([rRbBuUfF]{0,2})("""|'''|"|')/y;

/**
 * Splits code into tokens. Undefined: a place where code and text cannot be told apart for certain,
 * such as a slash that may begin a pattern. Code inside of strings (`${…}`, `f'{…}'`) comes as tokens
 * too. Linear.
 */
export function lexCode(code: string, language: Language): readonly Token[] | undefined {
  const tokens: Token[] = [];
  return lex(code, language, tokens, 0) ? tokens : undefined;
}

function lex(code: string, language: Language, tokens: Token[], depth: number): boolean {
  if (depth > 4) return false;
  let at = 0;
  while (at < code.length) {
    const letter = code[at] as string;
    if (/\s/.test(letter)) {
      if (letter === '\n') tokens.push({ kind: 'mark', text: '\n' });
      at += 1;
      continue;
    }
    const comment = language === 'python' ? letter === '#' : letter === '/' && code[at + 1] === '/';
    if (comment) {
      const end = code.indexOf('\n', at);
      at = end < 0 ? code.length : end;
      continue;
    }
    const next =
      language === 'python'
        ? lexPython(code, at, tokens, depth)
        : lexScript(code, at, tokens, depth);
    if (next === undefined) return false;
    if (next > at) {
      at = next;
      continue;
    }
    const word = match(NAME, code, at) ?? match(NUMBER, code, at);
    if (word !== undefined) {
      tokens.push({ kind: /^\d/.test(word) ? 'number' : 'name', text: word });
      at += word.length;
    } else {
      tokens.push({ kind: 'mark', text: letter });
      at += 1;
    }
  }
  return true;
}

function match(pattern: RegExp, code: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(code)?.[0];
}

/** Strings of Python: where one that begins here ends. Undefined: it has no end. */
function lexPython(code: string, at: number, tokens: Token[], depth: number): number | undefined {
  if (code[at] === '\\') return at + 1;
  PYTHON_STRING.lastIndex = at;
  const found = PYTHON_STRING.exec(code);
  if (found === null) return at;
  const [all, prefix = '', quote = ''] = found;
  const start = at + all.length;
  const end = endOfString(code, start, quote);
  if (end === undefined) return undefined;
  const text = code.slice(start, end);
  tokens.push({ kind: 'string', text });
  if (/f/i.test(prefix)) {
    for (const inner of text.replaceAll(/\{\{|\}\}/g, '').matchAll(/\{([^{}]*)/g)) {
      tokens.push({ kind: 'mark', text: '\n' });
      if (!lex(inner[1] ?? '', 'python', tokens, depth + 1)) return undefined;
    }
  }
  return end + quote.length;
}

/** Strings, templates, comments and patterns of JavaScript. */
function lexScript(code: string, at: number, tokens: Token[], depth: number): number | undefined {
  const letter = code[at];
  if (letter === '\\') return undefined;
  if (letter === '/' && code[at + 1] === '*') {
    const end = code.indexOf('*/', at + 2);
    return end < 0 ? undefined : end + 2;
  }
  if (letter === '"' || letter === "'") {
    const end = endOfString(code, at + 1, letter);
    if (end === undefined) return undefined;
    tokens.push({ kind: 'string', text: code.slice(at + 1, end) });
    return end + 1;
  }
  if (letter === '`') return lexTemplate(code, at, tokens, depth);
  if (letter === '/') return lexSlash(code, at, tokens);
  return at;
}

function lexTemplate(code: string, at: number, tokens: Token[], depth: number): number | undefined {
  const end = endOfString(code, at + 1, '`');
  if (end === undefined) return undefined;
  const text = code.slice(at + 1, end);
  tokens.push({ kind: 'string', text });
  // Braces or templates inside of `${…}` would need a parser.
  for (const inner of text.matchAll(/\$\{([^{}]*)(\}?)/g)) {
    if (inner[2] === '') return undefined;
    tokens.push({ kind: 'mark', text: '\n' });
    if (!lex(inner[1] ?? '', 'javascript', tokens, depth + 1)) return undefined;
  }
  return end + 1;
}

const BEFORE_PATTERN = /^[(,=:[!&|?{;+\n]$/;

function lexSlash(code: string, at: number, tokens: Token[]): number | undefined {
  const before = tokens.at(-1);
  if (
    before?.kind === 'number' ||
    (before?.kind === 'name' && !/^(?:return|typeof|case|in|of)$/.test(before.text))
  ) {
    tokens.push({ kind: 'mark', text: '/' });
    return at + 1;
  }
  if (before !== undefined && !(before.kind === 'mark' && BEFORE_PATTERN.test(before.text)))
    return undefined;
  let inClass = false;
  for (let end = at + 1; end < code.length; end += 1) {
    const letter = code[end];
    if (letter === '\n') return undefined;
    if (letter === '\\') end += 1;
    else if (letter === '[') inClass = true;
    else if (letter === ']') inClass = false;
    else if (letter === '/' && !inClass) {
      tokens.push({ kind: 'string', text: code.slice(at + 1, end) });
      const flags = match(/[a-z]*/y, code, end + 1) ?? '';
      return end + 1 + flags.length;
    }
  }
  return undefined;
}

function endOfString(code: string, start: number, quote: string): number | undefined {
  for (let at = start; at < code.length; at += 1) {
    if (code[at] === '\\') at += 1;
    else if (code.startsWith(quote, at)) return at;
    else if (code[at] === '\n' && quote.length === 1 && quote !== '`') return undefined;
  }
  return undefined;
}
