/** One flag of a command, as shown in help and as read from the arguments. */
export interface FlagSpec<Value = unknown> {
  /** `list`: a text that may be given several times; all of them count. */
  readonly kind: 'string' | 'list' | 'bool' | 'int' | 'duration';
  /** Text of the default, in the syntax of the command line. */
  readonly defaultText: string;
  /** Placeholder of the value in help; empty for booleans. */
  readonly value: string;
  readonly help: string;
  /** One letter that stands for it: `-q`. */
  readonly short?: string;
  /** Reads a value that none of the kinds covers; undefined: not one. */
  readonly parse?: (text: string) => Value | undefined;
  /** Only so that the value's type can be derived; never set. */
  readonly type?: Value;
}

interface FlagText {
  readonly help: string;
  readonly short?: string;
  readonly value?: string;
}

/** A flag that takes any text. The default is the empty text. */
export function textFlag(spec: FlagText & { readonly default?: string }): FlagSpec<string> {
  return {
    kind: 'string',
    defaultText: spec.default ?? '',
    value: spec.value ?? 'TEXT',
    help: spec.help,
    ...(spec.short === undefined ? {} : { short: spec.short }),
  };
}

/** A flag that may be given several times. What was never given is an empty list. */
export function listFlag(spec: FlagText): FlagSpec<readonly string[]> {
  return {
    kind: 'list',
    defaultText: '',
    value: spec.value ?? 'LIST',
    help: spec.help,
    ...(spec.short === undefined ? {} : { short: spec.short }),
  };
}

/** A flag that is on or off: `--x`, `--x=false`. */
export function boolFlag(spec: {
  readonly help: string;
  readonly default?: boolean;
  readonly short?: string;
}): FlagSpec<boolean> {
  return {
    kind: 'bool',
    defaultText: spec.default === true ? 'true' : 'false',
    value: '',
    help: spec.help,
    ...(spec.short === undefined ? {} : { short: spec.short }),
  };
}

/** A flag that takes a whole number. */
export function intFlag(spec: FlagText & { readonly default?: number }): FlagSpec<number> {
  return {
    kind: 'int',
    defaultText: String(spec.default ?? 0),
    value: spec.value ?? 'NUMBER',
    help: spec.help,
  };
}

/** Flags of a command by name, without dashes. */
export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

/** The values that flags of these specs have after parsing. */
export type FlagValues<Specs extends FlagSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends FlagSpec<infer Value> ? Value : never;
};

/** Flags that every command has. */
export const COMMON_FLAGS = {
  json: boolFlag({ help: 'print one line of JSON' }),
  help: boolFlag({ help: 'show this help' }),
  explain: boolFlag({ help: 'say in one sentence what the command does' }),
} as const;
