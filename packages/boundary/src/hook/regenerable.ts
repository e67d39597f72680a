import type { Place } from '@gait/commands';

/** Folders that a build, a test run or a package manager makes again. */
const MADE_FOLDERS: ReadonlySet<string> = new Set([
  ...['node_modules', 'dist', 'build', 'out', 'target', 'coverage', 'tmp', 'temp', 'logs'],
  ...['.next', '.nuxt', '.output', '.svelte-kit', '.turbo', '.parcel-cache', '.vite', '.astro'],
  ...['.cache', '.eslintcache', '.nyc_output', '.angular', '.expo', 'storybook-static'],
  ...['__pycache__', '.pytest_cache', '.mypy_cache', '.ruff_cache', '.tox', '.nox', '.venv'],
  ...['venv', '.eggs', 'htmlcov', '.ipynb_checkpoints'],
  ...['.gradle', 'obj', 'cmake-build-debug', 'cmake-build-release', 'DerivedData'],
  ...['.dart_tool', '.terraform', 'test-results', 'playwright-report'],
]);

/** Files that package managers make again. */
const MADE_FILES: ReadonlySet<string> = new Set([
  ...['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'],
  ...['bun.lockb', 'poetry.lock', 'uv.lock', 'Pipfile.lock', 'pdm.lock', 'Cargo.lock'],
  ...['composer.lock', 'Gemfile.lock', 'go.sum', '.coverage', 'coverage.out', 'coverage.xml'],
]);

/** What programs put there is gone after a while anyway; sockets and locks of others begin with a dot. */
const PASSING = /^\/(?:private\/)?tmp\/[^./][^/]*(?:\/|$)/;

const MADE_ENDINGS: readonly string[] = [
  ...['.log', '.tmp', '.temp', '.pyc', '.pyo', '.o', '.obj', '.class', '.tsbuildinfo'],
  ...['.egg-info', '.bak', '.swp', '.orig', '.rej', '.pid', '.coverage', '.map'],
];

/**
 * True for what may be taken away as freely as it may be written: one file of the project, which
 * an edit can empty as well, what a build makes again, and what lies in the folder for temporary
 * files under a name. Everything else that is deleted (whole
 * folders, patterns, files elsewhere) is a deletion.
 *
 * @param project absolute folder of the project
 */
export function isThrownAwayFreely(
  { path, reach }: Extract<Place, { kind: 'path' }>,
  project: string,
): boolean {
  if (reach !== 'pattern' && PASSING.test(path)) return true;
  const base = project.endsWith('/') ? project : `${project}/`;
  if (!path.startsWith(base)) return false;
  const names = path.slice(base.length).split('/');
  // What git and the gate keep is not the agent's to throw away, whatever it is called.
  if (names.some((name) => name === '.git' || name === '.gait')) return false;
  if (names.some((name) => MADE_FOLDERS.has(name))) return true;
  const last = names.at(-1) ?? '';
  if (reach === 'file' || (reach === 'tree' && MADE_FILES.has(last))) return true;
  return reach === 'pattern' && MADE_ENDINGS.some((ending) => last.endsWith(ending));
}
