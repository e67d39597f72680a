/** What the command line of an installed hook says. */
export interface HookArguments {
  readonly harness: string;
  readonly project: string;
  /** The gate's folders when the hook was installed; `''`: it does not say. */
  readonly state: string;
  readonly config: string;
  /** What stands around the hook takes `GUARDED_DONE` alone for an answer. */
  readonly guarded: boolean;
}

/** Flags by hand: the parser of the other commands takes longer to load than this. */
export function readHookArguments(words: readonly string[]): HookArguments {
  const valueOf = (name: string): string => {
    const at = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
    const word = words[at];
    if (word === undefined) return '';
    return word.includes('=') ? word.slice(word.indexOf('=') + 1) : (words[at + 1] ?? '');
  };
  return {
    harness: valueOf('harness'),
    project: valueOf('project'),
    state: valueOf('state'),
    config: valueOf('config'),
    guarded: words.includes('--guarded'),
  };
}
