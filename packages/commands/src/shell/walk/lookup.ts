/** Where the name of a program is looked for. */
export interface Lookup {
  /** `command`, `env`, `sudo`: no functions. */
  readonly functions: boolean;
  /** `env`, `sudo`, `xargs`: no builtins either. */
  readonly builtins: boolean;
}

export const EVERYWHERE: Lookup = { functions: true, builtins: true };
export const ONLY_PROGRAMS: Lookup = { functions: false, builtins: false };
export const NO_FUNCTIONS: Lookup = { functions: false, builtins: true };
