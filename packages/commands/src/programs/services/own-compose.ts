import { pathOf, type Call, type Draft } from '../draft.ts';
import { namesAbove } from '../node/package-file.ts';
import { hasOption, optionWords } from '../read-words.ts';
import { isWithin } from '../resolve-path.ts';

const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
/** What gives a container more of this machine than files of the project, or comes from other files. */
const REACHES_OUT =
  /privileged|\.sock|cap_add|devices|security_opt|(?:pid|ipc|uts|network_mode|userns_mode|cgroup)\s*:|extends|include|env_file|secrets|configs|<<|[*&!]\w|\.\.|~|\$\{?(?:HOME|PWD|USER)|driver_opts|device:|source\s*:\s*["']?[/$]|[-[,]\s*["']?[/$][^\n]*:/;

/** Whether the services are the project's own and get nothing of this machine but its files. */
export function isOwnCompose(draft: Draft, words: Call['words']): boolean {
  if (hasOption(words, '--env-file -V --renew-anon-volumes')) return false;
  const { folder, isMissing, project, readText } = draft.context;
  const named = optionWords(words, '-f --file');
  if (named.length > 0) {
    return named.every(({ value }) => {
      const path = value === undefined ? undefined : pathOf(draft, value);
      if (path === undefined || !isWithin(path, project)) return false;
      const given = readText(path);
      return given === undefined ? isMissing?.(path) === true : !REACHES_OUT.test(given);
    });
  }
  const text = COMPOSE_FILES.map((file) => readText(pathOf(draft, file))).find(
    (found) => found !== undefined,
  );
  if (text !== undefined) return !REACHES_OUT.test(text);
  // Without any file there is nothing to start.
  return (
    isMissing !== undefined &&
    COMPOSE_FILES.every((file) => namesAbove(folder, file).every(isMissing))
  );
}
