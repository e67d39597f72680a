import { isOpaque, isPattern } from '../marks.ts';

/** The options in front of what a wrapper starts. */
export interface Leading {
  readonly options: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly rest: readonly string[];
  /** A word that is known only when it runs stands among them. */
  readonly doubtful: boolean;
}

/**
 * Splits the options off the front. `valued` names those that take the next word: short ones as
 * letters, long ones with their dashes.
 */
export function readLeading(args: readonly string[], valued: string): Leading {
  const withValue = new Set(valued.split(' ').filter(Boolean));
  const options: { name: string; value: string | undefined }[] = [];
  let at = 0;
  for (; at < args.length; at += 1) {
    const arg = args[at] as string;
    if (arg === '--') {
      at += 1;
      break;
    }
    if (isOpaque(arg) || isPattern(arg)) {
      const certain = /^[^-\uFDD0-\uFDD4]/.test(arg);
      return { options, rest: args.slice(at), doubtful: !certain };
    }
    if (!/^-./.test(arg)) break;
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      const name = equals < 0 ? arg : arg.slice(0, equals);
      const takes = equals < 0 && withValue.has(name);
      options.push({
        name,
        value: equals < 0 ? (takes ? args[at + 1] : undefined) : arg.slice(equals + 1),
      });
      if (takes) at += 1;
      continue;
    }
    for (let letter = 1; letter < arg.length; letter += 1) {
      const name = `-${arg[letter]}`;
      if (!withValue.has(name)) {
        options.push({ name, value: undefined });
        continue;
      }
      const same = arg.slice(letter + 1);
      options.push({ name, value: same === '' ? args[at + 1] : same });
      if (same === '') at += 1;
      break;
    }
  }
  return { options, rest: args.slice(at), doubtful: false };
}

export function hasOption(leading: Leading, ...names: readonly string[]): boolean {
  return leading.options.some(({ name }) => names.includes(name));
}

export function valueOf(leading: Leading, ...names: readonly string[]): string | undefined {
  return leading.options.findLast(({ name }) => names.includes(name))?.value;
}
