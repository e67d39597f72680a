/** What a protected place is; each kind has a reason code, `self_protection_<kind>`. */
export type ProtectedKind =
  | 'agents'
  | 'config_home'
  | 'executable'
  | 'gait_folder'
  | 'key'
  | 'kill_switch'
  | 'ledger'
  | 'lock'
  | 'policy'
  | 'rate_limit'
  | 'state_home'
  | 'tool_settings'
  | 'trust_file';

/** One thing the gate stands on. */
export interface ProtectedPlace {
  /** Absolute, cleaned; slashes, a drive letter in front on Windows. */
  readonly path: string;
  readonly kind: ProtectedKind;
  /** Everything below counts too. */
  readonly tree: boolean;
  /** A private key: must not be read either. */
  readonly secret: boolean;
}

/** A thing that is protected wherever it stands, such as `.claude/settings.json`. */
export interface ProtectedName {
  /**
   * Names one below the other, in lower case. A name after the first may hold `*`; the last may be `**`:
   * everything below.
   */
  readonly names: readonly string[];
  readonly kind: ProtectedKind;
  readonly secret: boolean;
}

/** What the gate stands on, as its installation says. No call adds to it or takes from it. */
export interface ProtectedSet {
  /** Folder that relative paths start from: fixed by who set the gate up, never by a call. */
  readonly project: string;
  readonly places: readonly ProtectedPlace[];
  readonly names: readonly ProtectedName[];
  /** Values of variables that stand for folders in paths: `HOME`, `XDG_CONFIG_HOME`, … */
  readonly variables: ReadonlyMap<string, string>;
}

/** Where a path leads on this machine. */
export type ResolvedPath =
  | {
      /** Links followed as far as the path exists; absolute. */
      readonly path: string;
      /** What protected file it is by another name (a hard link), if it is one. */
      readonly same: ProtectedPlace | undefined;
    }
  /** Nobody can say, for another reason than that nothing is there. */
  | 'unknown';

/** Follows a path, `..` after a link included. Never throws. */
export type PathResolver = (absolutePath: string) => ResolvedPath;
