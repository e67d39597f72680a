import { addServer } from '../add-host.ts';
import { addArgv, addExecute, addPath, addRewrite, addService, type Call } from '../draft.ts';
import { optionWords } from '../read-words.ts';
import { repositoryOf } from './git-settings.ts';
import { nameOfWords } from '../services/use-service.ts';

/** `gh api PATH`: the method is named, or follows from fields that are sent. */
export function readApi({ draft, words }: Call): void {
  const [named] = optionWords(words, '-X --method');
  const sends = optionWords(words, '-f --raw-field -F --field --input').length > 0;
  const method =
    named === undefined ? (sends ? 'post' : 'get') : (named.value?.toLowerCase() ?? 'delete');
  for (const word of optionWords(words, '-F --field')) {
    const at = word.prefix.indexOf('=@');
    if (at >= 0)
      addPath(draft, 'read', {
        ...word,
        value: word.value?.slice(at + 2),
        prefix: word.prefix.slice(at + 2),
      });
  }
  const kind =
    method === 'get' || method === 'head' ? 'read' : method === 'delete' ? 'delete' : 'write';
  const path = words.operands[0]?.value ?? '?';
  addService(
    draft,
    kind,
    serviceOf(draft.invocation.program),
    path,
    path === 'graphql' ? 'graphql' : method,
  );
}

/** `gh repo clone NAME`. */
export function readGithubClone({ draft, words }: Call): void {
  const [name, target] = words.operands;
  addServer(draft, draft.invocation.program === 'gh' ? 'github.com' : 'gitlab.com');
  const folder = target ?? name;
  if (folder?.value === undefined) return addExecute(draft);
  const last = folder.value.slice(folder.value.lastIndexOf('/') + 1).replace(/\.git$/, '');
  const word = target ?? { value: `./${last}`, prefix: `./${last}`, pattern: false };
  addPath(draft, 'write', word, 'tree');
}

/** A release with files of this machine. */
export function readRelease({ draft, words }: Call): void {
  const [, ...files] = words.operands;
  for (const file of files) addPath(draft, 'read', file);
  addService(
    draft,
    'write',
    serviceOf(draft.invocation.program),
    nameOfWords(words.operands.slice(0, 1)),
    'release',
  );
}

/** `gh pr checkout`: another branch in the working folder. */
export function readCheckout({ draft }: Call): void {
  addRewrite(draft, repositoryOf(draft.context));
  addArgv(draft, [
    { value: 'git', prefix: 'git', pattern: false },
    { value: 'pull', prefix: 'pull', pattern: false },
  ]);
}

function serviceOf(program: string): string {
  return program === 'gh' ? 'github' : 'gitlab';
}
