import { COMMON_FLAGS, type FlagSpec, type FlagSpecs } from './flag-spec.ts';

/** Why the arguments cannot be read, in the words that the reference uses. */
export interface ArgsFault {
  readonly code: 'flag_unknown' | 'flag_invalid';
  readonly message: string;
  /** Name of the flag, without dashes. */
  readonly flag: string;
  /** What would be right, where that can be told. */
  readonly hint?: string;
}

/** Arguments of one command, read. */
export interface ParsedArgs {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
  readonly given: ReadonlySet<string>;
  readonly json: boolean;
  readonly help: boolean;
  readonly explain: boolean;
}

/** The arguments, or the first fault and whether `--json` stood before it. */
export type ParseResult =
  | { readonly ok: true; readonly args: ParsedArgs }
  | { readonly ok: false; readonly fault: ArgsFault; readonly json: boolean };

const TRUE_WORDS = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE_WORDS = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/**
 * Reads arguments in the syntax of the reference: `-x v`, `--x v`, `--x=v`, booleans only as
 * `--x=false`, the last of several wins (of a list all count), `--` ends the flags. Written by hand because none of
 * the kept command-line libraries reads `-name value` or `--flag=false` this way.
 *
 * @param interspersed whether flags may follow positionals; else the first positional ends them
 */
export function parseArgs(
  words: readonly string[],
  specs: FlagSpecs,
  interspersed: boolean,
): ParseResult {
  const all: FlagSpecs = { ...COMMON_FLAGS, ...specs };
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(all)) values[name] = firstValue(spec);
  const given = new Set<string>();
  const positionals: string[] = [];
  const refuse = (
    code: ArgsFault['code'],
    flag: string,
    message: string,
    hint?: string,
  ): ParseResult => ({
    ok: false,
    fault: { code, flag, message, ...(hint === undefined ? {} : { hint }) },
    json: values['json'] === true,
  });

  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word.length < 2 || !word.startsWith('-')) {
      if (!interspersed) {
        positionals.push(...words.slice(index));
        break;
      }
      positionals.push(word);
      continue;
    }
    if (word === '--') {
      positionals.push(...words.slice(index + 1));
      break;
    }
    const body = word.slice(word.startsWith('--') ? 2 : 1);
    if (body.startsWith('-') || body.startsWith('=')) {
      return refuse('flag_invalid', body, `bad flag syntax: ${word}`);
    }
    const equals = body.indexOf('=');
    const written = equals < 0 ? body : body.slice(0, equals);
    const name = written === 'h' ? 'help' : (longName(all, written) ?? written);
    const spec = Object.hasOwn(all, name) ? all[name] : undefined;
    if (spec === undefined) {
      return refuse('flag_unknown', name, `flag provided but not defined: -${name}`);
    }
    let text = equals < 0 ? undefined : body.slice(equals + 1);
    if (text === undefined && spec.kind === 'bool') text = 'true';
    if (text === undefined) {
      index++;
      text = words[index];
      if (text === undefined)
        return refuse('flag_invalid', name, `flag needs an argument: -${name}`);
    }
    const value = readValue(spec, text);
    if (value === undefined) {
      const hint = durationHint(spec, name, text);
      return refuse('flag_invalid', name, invalidValue(spec, name, text), hint);
    }
    values[name] = spec.kind === 'list' ? [...(values[name] as string[]), text] : value;
    given.add(name);
  }
  return {
    ok: true,
    args: {
      values,
      positionals,
      given,
      json: values['json'] === true,
      help: values['help'] === true,
      explain: values['explain'] === true,
    },
  };
}

/** The flag that a single letter stands for. */
function longName(specs: FlagSpecs, written: string): string | undefined {
  if (written.length !== 1 || Object.hasOwn(specs, written)) return undefined;
  return Object.keys(specs).find((name) => specs[name]?.short === written);
}

function firstValue(spec: FlagSpec): unknown {
  return spec.kind === 'list' ? [] : readValue(spec, spec.defaultText);
}

function readValue(spec: FlagSpec, text: string): unknown {
  switch (spec.kind) {
    case 'string':
    case 'list':
      return text;
    case 'bool':
      return TRUE_WORDS.has(text) ? true : FALSE_WORDS.has(text) ? false : undefined;
    case 'int':
      return readInt(text);
    case 'duration':
      return spec.parse?.(text);
  }
}

function readInt(text: string): number | undefined {
  // Nearly all numbers, without compiling a pattern.
  const usual = Number(text);
  if (Number.isSafeInteger(usual) && String(usual) === text) return usual;
  if (!/^[+-]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/u.test(text))
    return undefined;
  const digits = text.replace(/^[+-]/u, '');
  const octal = /^0[0-7]+$/u.test(digits) ? `0o${digits.slice(1)}` : digits;
  const value = Number(octal);
  if (!Number.isSafeInteger(value)) return undefined;
  return text.startsWith('-') ? 0 - value : value;
}

/** The reference reads no plain number as a duration; a person means seconds. */
function durationHint(spec: FlagSpec, name: string, text: string): string | undefined {
  if (spec.kind !== 'duration') return undefined;
  return /^[0-9]+(?:\.[0-9]+)?$/u.test(text)
    ? `--${name} takes a number with its unit, did you mean ${text}s`
    : `--${name} takes a number with its unit, such as 90s, 10m or 1h30m`;
}

function invalidValue(spec: FlagSpec, name: string, text: string): string {
  const quoted = JSON.stringify(text);
  return spec.kind === 'bool'
    ? `invalid boolean value ${quoted} for -${name}: parse error`
    : `invalid value ${quoted} for flag -${name}: parse error`;
}
