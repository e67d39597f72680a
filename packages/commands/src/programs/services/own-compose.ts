import { pathOf, type Call, type Draft } from '../draft.ts';
import { namesAbove } from '../node/package-file.ts';
import { hasOption } from '../read-words.ts';

const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
/** What gives a container more of this machine than files of the project, or comes from other files. */
const REACHES_OUT =
  /privileged|\.sock|cap_add|devices|security_opt|(?:pid|ipc|uts|network_mode|userns_mode|cgroup)\s*:|extends|include|env_file|secrets|configs|<<|[*&!]\w|\.\.|~|\$\{?(?:HOME|PWD|USER)|driver_opts|device:|source\s*:\s*["']?[/$]|[-[,]\s*["']?[/$][^\n]*:/;

/** Whether the services are the project's own and get nothing of this machine but its files. */
export function isOwnCompose(draft: Draft, words: Call['words']): boolean {
  if (hasOption(words, '-f --file --env-file -V --renew-anon-volumes')) return false;
  const { folder, isMissing, readText } = draft.context;
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
