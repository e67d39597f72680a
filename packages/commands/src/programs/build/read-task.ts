import { addExecute, addFolder, pathOf, type Call } from '../draft.ts';
import { hasOption } from '../read-words.ts';
import { GRAVE } from '../node/run-package-script.ts';

const FILES: Readonly<Record<string, readonly string[]>> = {
  just: ['justfile', 'Justfile', '.justfile'],
  task: ['Taskfile.yml', 'taskfile.yml', 'Taskfile.yaml', 'taskfile.yaml', 'Taskfile.dist.yml'],
};

/** `just NAME`, `task NAME`: what the file says is not read; without one nothing runs. */
export function readTask({ draft, words }: Call): void {
  if (hasOption(words, '-l --list --summary --show -n --dry-run')) return addFolder(draft, 'read');
  addFolder(draft, 'write');
  const { isMissing } = draft.context;
  const files = FILES[draft.invocation.program] ?? [];
  const none = isMissing !== undefined && files.every((file) => isMissing(pathOf(draft, file)));
  const grave = words.operands.some(({ value }) => value === undefined || GRAVE.test(value));
  if (!none || grave || words.options.some(({ word }) => word !== undefined)) addExecute(draft);
}
