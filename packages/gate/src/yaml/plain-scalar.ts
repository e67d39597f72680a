/**
 * What a scalar without quotes means, as the reference's YAML library reads it. It is
 * neither YAML 1.1 nor 1.2: `010` is eight, `1_000` is a thousand, `yes` is text, and an
 * integer that 64 bits cannot hold is text.
 */

const DECIMAL = /^[0-9]+$/;
const FLOAT = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const SPECIAL = /^[+-]?(?:inf|infinity)$|^nan$/i;
const LARGE_NUMBER =
  /^[+-]?(?:[1-9][0-9_]{15,}|0[0-7_]{20,}|0o[0-7_]{20,}|0x[0-9a-fA-F_]{16,}|0b[01_]{63,}|[0-9_]*\.[0-9_]*[eE]\+?[0-9_]{3,})$/;
const MAX_UNSIGNED = 0xffff_ffff_ffff_ffffn;
const MIN_SIGNED = -0x8000_0000_0000_0000n;

/** True for nothing at all and for the words that stand for nothing. */
export function isNull(plain: string): boolean {
  return plain === '' || plain === '~' || plain === 'null' || plain === 'Null' || plain === 'NULL';
}

/** The truth value that the word stands for, or undefined. */
export function truthOf(plain: string): boolean | undefined {
  if (plain === 'true' || plain === 'True' || plain === 'TRUE') return true;
  if (plain === 'false' || plain === 'False' || plain === 'FALSE') return false;
  return undefined;
}

/** What a field for text gets from a scalar without quotes: `0x10` is `16`, `1.50` is `1.5`. */
export function textOf(plain: string): string {
  // Most words: letters from which no keyword begins.
  if (plain.charCodeAt(0) > 0x40 && !KEYWORD_STARTS.includes(plain.charAt(0))) return plain;
  if (isNull(plain)) return '';
  const truth = truthOf(plain);
  if (truth !== undefined) return truth ? 'true' : 'false';
  const special = SPECIALS.get(plain);
  if (special !== undefined) return printFloat(special);
  const number = plainNumber(plain);
  if (number === undefined) return plain;
  return typeof number === 'bigint' ? String(number) : printFloat(number);
}

const KEYWORD_STARTS = 'tTfFnN~';

const SPECIALS: ReadonlyMap<string, number> = new Map([
  ['.inf', Infinity],
  ['.Inf', Infinity],
  ['.INF', Infinity],
  ['-.inf', -Infinity],
  ['-.Inf', -Infinity],
  ['-.INF', -Infinity],
  ['.nan', NaN],
  ['.NaN', NaN],
  ['.NAN', NaN],
]);

/** True for words that a formatter must put in quotes when they are text. */
export function isKeyword(text: string): boolean {
  return isNull(text) || truthOf(text) !== undefined;
}

/** True for text that would be read as a number, also one that no number type holds. */
export function isNumberText(text: string): boolean {
  return plainNumber(text) !== undefined || LARGE_NUMBER.test(text);
}

/** A number for a number field; undefined for what is none. Text counts when it is written as a number. */
export function numberOf(value: string, plain: boolean): number | undefined {
  if (!plain) return parseFloatText(value);
  if (DECIMAL.test(value) && value.length < 16 && (value[0] !== '0' || value === '0')) {
    return Number(value);
  }
  const special = SPECIALS.get(value);
  if (special !== undefined) return special;
  const number = plainNumber(value);
  if (number !== undefined) return Number(number);
  return truthOf(value) === undefined ? parseFloatText(value) : undefined;
}

/** True when an integer field takes the text of this number: text may not be negative. */
export function isTextNumber(value: string, plain: boolean): boolean {
  return !plain || (plainNumber(value) === undefined && !SPECIALS.has(value));
}

/** Integer, float, or undefined for text. */
function plainNumber(value: string): bigint | number | undefined {
  const first = value.charCodeAt(0);
  // Nothing but digits, signs and a point begins a number.
  if (first !== 0x2b && first !== 0x2d && first !== 0x2e && !(first >= 0x30 && first <= 0x39)) {
    return undefined;
  }
  const points = value.split('.').length - 1;
  if (points > 1) return undefined;
  const negative = value.startsWith('-');
  const digits = value.replace(/^\+/u, '').replace(/^-/u, '').replaceAll('_', '');
  const sign = negative ? '-' : '';
  if (digits.startsWith('0x')) return integer(digits.slice(2), 16, negative);
  if (digits.startsWith('0o')) return integer(digits.slice(2), 8, negative);
  if (digits.startsWith('0b')) return integer(digits.slice(2), 2, negative);
  if (points === 1) return parseFloatDigits(sign + digits);
  if (digits.startsWith('0') && digits.length > 1) return integer(digits, 8, negative);
  return integer(digits, 10, negative);
}

const DIGITS: Readonly<Record<number, RegExp>> = {
  2: /^[01]+$/,
  8: /^[0-7]+$/,
  10: DECIMAL,
  16: /^[0-9a-fA-F]+$/,
};
const PREFIX: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' };

function integer(digits: string, base: number, negative: boolean): bigint | undefined {
  // Longer digits would cost a quadratic conversion, and no 64 bits hold them.
  if (digits.length > 4096 || !DIGITS[base]?.test(digits)) return undefined;
  const size = BigInt((PREFIX[base] ?? '') + digits);
  const value = negative ? -size : size;
  return value > MAX_UNSIGNED || value < MIN_SIGNED ? undefined : value;
}

function parseFloatDigits(value: string): number | undefined {
  if (!FLOAT.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function parseFloatText(value: string): number | undefined {
  if (SPECIAL.test(value)) {
    if (/^nan$/iu.test(value)) return NaN;
    return value.startsWith('-') ? -Infinity : Infinity;
  }
  // Underscores count between digits only.
  if (/(?:^|[^0-9])_|_(?:$|[^0-9])/u.test(value)) return undefined;
  return parseFloatDigits(value.replaceAll('_', ''));
}

/** A float as the reference's formatter writes it: `0.5`, `1.0`, `1e-07`. */
export function writeFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = printFloat(value);
  return /[.e]/u.test(text) ? text : `${text}.0`;
}

/** As Go's `%v`: shortest digits, an exponent of two digits below 1e-4 and from 1e6. */
function printFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  // Between these JavaScript writes no exponent either.
  if (power >= -4 && power < 6) return String(value);
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${mantissa}e${power < 0 ? '-' : '+'}${size}`;
}
