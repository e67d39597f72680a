/** The variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Variables by which whoever sets the environment owns a compiled executable:
 * `BUN_OPTIONS` runs a file first, `BUN_BE_BUN` makes it a plain script runner.
 */
const DANGEROUS = new Set(['BUN_OPTIONS', 'BUN_BE_BUN']);

/** The environment for a child: ours, with `extra`, without what takes over our own executable. */
export function childEnvironment(
  env: Environment,
  extra: Environment = {},
): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [name, value] of [...Object.entries(env), ...Object.entries(extra)]) {
    // Windows compares names without regard to case.
    if (value !== undefined && !DANGEROUS.has(name.toUpperCase())) merged[name] = value;
  }
  return merged;
}
