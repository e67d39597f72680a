import { addServer } from '../add-host.ts';
import {
  addArgv,
  addExecute,
  addPath,
  addRepo,
  addRewrite,
  addService,
  type Call,
} from '../draft.ts';
import { hasOption, optionWords } from '../read-words.ts';
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
    method === 'get' ||
    method === 'head' ||
    (words.operands[0]?.value === 'graphql' && asksOnly(words))
      ? 'read'
      : method === 'delete'
        ? 'delete'
        : 'write';
  const path = words.operands[0]?.value ?? '?';
  addService(
    draft,
    kind,
    serviceOf(draft.invocation.program),
    path,
    path === 'graphql' ? 'graphql' : method,
  );
}

/** A request of GraphQL that only asks. */
function asksOnly(words: Call['words']): boolean {
  const fields = optionWords(words, '-f --raw-field -F --field').map(({ value }) => value ?? '');
  const query = fields.find((field) => field.startsWith('query='))?.slice('query='.length) ?? '';
  return (
    /^\s*(?:query\b|\{)/.test(query) &&
    !/\bmutation\b/.test(query) &&
    fields.every((field) => field !== '' && !/=@/.test(field))
  );
}

/** What a discussion is written with, as far as the call says it. */
const TEXTS =
  '-t --title -b --body -m --message -n --notes -c --comment -l --label -H --head -B --base';

/**
 * `gh pr create`, `gh issue comment`: a text for the people of the repository, which goes where a
 * push goes. Another repository, an approval, what deletes a branch, and a text that nobody knows
 * are changes of a service like any other.
 */
export function readDiscussion(operation: string) {
  return ({ draft, words }: Call): void => {
    const elsewhere =
      hasOption(words, '-R --repo --approve -d --delete-branch --admin --recover') ||
      (operation === 'review' && hasOption(words, '-a'));
    const unknown = [...optionWords(words, TEXTS), ...words.operands].some(
      ({ value }) => value === undefined,
    );
    const isDraft = operation === 'create' && !hasOption(words, '-R --repo');
    if (!unknown && (!elsewhere || (isDraft && hasOption(words, '-d'))))
      return addRepo(draft, 'origin', 'discuss');
    const name = nameOfWords(words.operands);
    addService(draft, 'write', serviceOf(draft.invocation.program), name, operation);
  };
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
