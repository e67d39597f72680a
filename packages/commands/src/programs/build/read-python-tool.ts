import { addArgv, addExecute, addFolder, plainWord, type Call } from '../draft.ts';
import { optionWords } from '../read-words.ts';

/** Tools that a package of the index of the same name brings. */
const TOOLS =
  ' ruff black isort flake8 mypy pylint pyright pytest tox nox coverage pre-commit bandit ' +
  'codespell sphinx-build mkdocs build twine virtualenv pip-audit yamllint sqlfluff vulture ';
const RUNNERS = ' uvx pipx ';
/** Managers that look for a script of the project first, which may have any name. */
const WITH_SCRIPTS = ' pdm hatch rye pipenv ';

/** `uv run PROGRAM …`, `poetry run PROGRAM …`, `uvx TOOL`. */
export function readPythonTool({ draft, words }: Call): void {
  addFolder(draft, 'write');
  const [first, ...rest] = words.operands;
  if (first === undefined) return;
  const { value } = first;
  if (value === undefined) return addExecute(draft);
  const { program, args } = draft.invocation;
  const fetched = RUNNERS.includes(` ${program} `) || args[0]?.value === 'tool';
  const name = value.split('@')[0] ?? '';
  if (fetched && !(TOOLS.includes(` ${name} `) && /^[\w.-]+(?:@[\w.]+)?$/.test(value))) {
    return addExecute(draft, value);
  }
  const scripts = WITH_SCRIPTS.includes(` ${program} `) && !/^python[\d.]*$/.test(value);
  if (scripts && !TOOLS.includes(` ${value} `)) addExecute(draft, value);
  // Packages that are added for this run only may bring a program of any name.
  if (optionWords(words, '--with').length > 0) addExecute(draft);
  if (value.endsWith('.py')) addArgv(draft, [plainWord('python'), first, ...rest]);
  else addArgv(draft, [fetched ? plainWord(name) : first, ...rest]);
}
