/**
 * The rooms of this workspace. A room imports only from a lower floor; rooms of one
 * floor do not import each other. docs/ARCHITECTURE.md draws the same picture.
 */
export const FLOORS: Readonly<Record<string, number>> = {
  canon: 0,
  harness: 0,
  yaml: 0,
  agents: 1,
  commands: 1,
  evidence: 1,
  gate: 1,
  registry: 2,
  regress: 2,
  local: 3,
  boundary: 4,
};

/** Floors up to this one are pure: no files, clocks, randomness, environment or network. */
export const LAST_PURE_FLOOR = 2;

/** What pure floors may import from the runtime. */
export const PURE_RUNTIME_MODULES: readonly string[] = ['node:crypto', 'node:zlib'];

/** The applications; each may import every package, none imports another. */
export const APPS: readonly string[] = ['cli'];
