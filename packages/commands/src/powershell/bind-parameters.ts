import { COMMON } from './cmdlets.ts';
import type { Value } from './session.ts';

/** One argument of a command, as written. */
export interface Argument {
  /** In lower case, without the dash; missing: the argument stands alone. */
  readonly parameter?: string;
  /** With its dash: what a program gets that is no cmdlet. */
  readonly written: string;
  /** The argument itself, or what stands behind the parameter's colon. */
  readonly value?: Value;
  /** `@name`: arguments that nobody sees. */
  readonly splat?: true;
  /** `{ … }`, which was read where it stands. */
  readonly block?: true;
}

/** A parameter with what it got. */
export interface Bound {
  readonly name: string;
  readonly role: string;
  readonly value: Value | undefined;
}

interface Parameter {
  readonly names: readonly string[];
  readonly role: string;
  readonly place: number;
}

function parametersOf(spec: string): readonly Parameter[] {
  return spec.split(' ').map((entry) => {
    const colon = entry.indexOf(':');
    const place = Number(entry.slice(colon + 2));
    return { names: entry.slice(0, colon).split('|'), role: entry[colon + 1] ?? 'v', place };
  });
}

/**
 * Gives the arguments to the parameters, as PowerShell does: by a name, one of its aliases or
 * the beginning of a name that no other has; the rest by their places. Undefined: the cmdlet does
 * not take them so, as far as the table knows it.
 */
export function bindParameters(
  args: readonly Argument[],
  spec: string,
): readonly Bound[] | undefined {
  const own = parametersOf(spec);
  const all = [...own, ...parametersOf(COMMON)];
  const bound: Bound[] = [];
  const alone: Argument[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] as Argument;
    if (argument.splat) return undefined;
    if (argument.parameter === undefined) {
      alone.push(argument);
      continue;
    }
    const parameter = findParameter(argument.parameter, all);
    if (parameter === undefined) return undefined;
    const name = parameter.names[0] as string;
    const { role } = parameter;
    if (role === 's' || role === 't') bound.push({ name, role, value: argument.value });
    else if (argument.value !== undefined) bound.push({ name, role, value: argument.value });
    else {
      at += 1;
      const next = args[at];
      if (next === undefined || next.parameter !== undefined || next.splat) return undefined;
      bound.push({ name, role, value: next.value });
    }
  }
  const free = own
    .filter(({ place, names }) => place > 0 && !bound.some(({ name }) => name === names[0]))
    .toSorted((left, right) => left.place - right.place);
  for (const [index, argument] of alone.entries()) {
    const parameter = free[index];
    if (parameter === undefined) return undefined;
    bound.push({ name: parameter.names[0] as string, role: parameter.role, value: argument.value });
  }
  return bound;
}

function findParameter(written: string, all: readonly Parameter[]): Parameter | undefined {
  const exact = all.find(({ names }) => names.includes(written));
  if (exact !== undefined) return exact;
  const found = all.filter(({ names }) => names.some((name) => name.startsWith(written)));
  return found.length === 1 ? found[0] : undefined;
}
