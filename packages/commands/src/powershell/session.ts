import type { CommandContext } from '../model/context.ts';
import type { Obscurity, Place } from '../model/effect.ts';
import type { Gatherer } from '../windows/gatherer.ts';

/** What an expression gives, as far as it is known. */
export interface Value {
  /** Undefined: known only when it runs. */
  readonly text: string | undefined;
  /** A text between quotes, or made of such: `+` joins it. */
  readonly quoted: boolean;
  /** The members of a list. */
  readonly items?: readonly Value[];
  /** Files that it names, though nobody knows by which texts: `$_.FullName`. */
  readonly places?: readonly Place[];
  /**
   * Files that it stands for, as objects: what `Get-ChildItem` gave. As a text such an object is
   * its full name or its plain name, by the version of PowerShell.
   */
  readonly objects?: readonly Place[];
}

export const UNKNOWN: Value = { text: undefined, quoted: false };

/** What the statements of one text share. */
export interface Scope {
  /** By lower case name; `env:` names as such. A name that is not here is not known. */
  readonly variables: Map<string, Value>;
  /** Names that are set in one place only: the others have no value that holds everywhere. */
  readonly steady: (name: string) => boolean;
  /** The text sets it somewhere. */
  readonly isSet: (name: string) => boolean;
  /** Names of functions that the text defines; their bodies were read where they stand. */
  readonly functions: Set<string>;
  /** Where the text may be: the newest first. A `cd` that fails leaves it where it was. */
  folders: readonly string[];
}

/** One text, or a part of it, on its way. */
export interface Session {
  readonly gatherer: Gatherer;
  readonly context: CommandContext;
  readonly scope: Scope;
  readonly depth: number;
  /** It may run never, or often. */
  readonly conditional: boolean;
  /** What `$_` is. */
  readonly item: Value | undefined;
  /** Reads a part of the text: a group, a block, a text that is run. */
  readonly run: (
    text: string,
    part: { readonly conditional: boolean; readonly item?: Value | undefined },
  ) => Value;
}

export function obscure({ gatherer }: Session, obscurity: Obscurity): void {
  gatherer.obscurities.add(obscurity);
}

/** The context for a program that starts here. */
export function contextHere({ context, scope }: Session): CommandContext {
  const [folder] = scope.folders;
  return folder === undefined ? context : { ...context, folder };
}

export function textValue(text: string, quoted = true): Value {
  return { text, quoted };
}
