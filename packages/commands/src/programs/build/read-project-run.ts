import { addServer } from '../add-host.ts';
import { addArgv, addCode, addExecute, addFolder, type Call } from '../draft.ts';

/** `go run`, `go install`, `bundle exec`, `rustup run`: a program, of the project or not. */
export function readProjectRun({ draft, words }: Call): void {
  addFolder(draft, 'write');
  const [first, ...rest] = words.operands;
  const { program } = draft.invocation;
  if (first === undefined) return;
  if (program === 'rustup') return addArgv(draft, rest);
  if (program !== 'go') return addArgv(draft, words.operands);
  const { value } = first;
  // `go run example.com/tool@latest` fetches a program that nothing is known about.
  if (value === undefined || value.includes('@') || /^[\w-]+\.[a-z]{2,}\//i.test(value)) {
    addServer(draft, 'proxy.golang.org');
    return addExecute(draft, value ?? program);
  }
  for (const word of words.operands) {
    if (word === first || word.value?.endsWith('.go')) addCode(draft, word);
  }
}
