import type { Word } from '../../model/invocation.ts';
import {
  addPath,
  addPrivilege,
  addService,
  pathOf,
  plainWord,
  type Call,
  type Draft,
} from '../draft.ts';
import { hasOption, optionWords } from '../read-words.ts';

const SOCKET = /(?:docker|containerd|podman|crio)\.sock$/;
const STRONG = /^(?:ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE|DAC_READ_SEARCH|NET_ADMIN|CAP_SYS_ADMIN)$/i;

/** `docker run`, `create`, `exec`: what of this machine the container gets. The command inside is not read here. */
export function readContainerRun({ draft, words }: Call): void {
  const [image] = words.operands;
  const verb = draft.invocation.args.some(({ value }) => value === 'exec') ? 'exec' : 'run';
  addService(draft, 'write', 'docker', image?.value ?? '', verb);
  for (const word of optionWords(words, '-v --volume'))
    addMount(draft, word.value?.split(':')[0], word);
  for (const word of optionWords(words, '--mount')) {
    const source = /(?:^|,)(?:source|src)=([^,]*)/.exec(word.value ?? '')?.[1];
    addMount(draft, source, word);
  }
  const shares = optionWords(words, '--pid --ipc --userns --uts --cgroupns --net --network').some(
    ({ value }) => value === undefined || value === 'host',
  );
  const strong = optionWords(words, '--cap-add').some(
    ({ value }) => value === undefined || STRONG.test(value),
  );
  const devices = hasOption(words, '--device --device-cgroup-rule --security-opt');
  if (hasOption(words, '--privileged') || shares || strong || devices) addPrivilege(draft);
}

function addMount(draft: Draft, source: string | undefined, word: Word): void {
  if (source === undefined) {
    // A mount without a source is a volume of the engine's own.
    if (word.value === undefined) addPath(draft, 'write', word, 'tree');
    return;
  }
  // A name without a slash is a volume.
  if (!source.startsWith('/') && !source.startsWith('.') && !source.startsWith('~')) return;
  addPath(draft, 'read', plainWord(source), 'tree');
  addPath(draft, 'write', plainWord(source), 'tree');
  if (source === '/' || SOCKET.test(source)) addPrivilege(draft);
}

/** `docker compose down -v` and `rm -v` lose what the volumes hold. */
export function readComposeDown({ draft, words }: Call): void {
  const loses = hasOption(words, '-v --volumes --rmi');
  if (loses) addService(draft, 'delete', 'docker', 'compose', 'down');
  else addService(draft, 'write', 'compose', 'project', 'down');
}

const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
/** What gives a container more of this machine than files of the project, or comes from other files. */
const REACHES_OUT =
  /privileged|\.sock|cap_add|devices|security_opt|(?:pid|ipc|uts|network_mode|userns_mode|cgroup)\s*:|extends|include|env_file|secrets|configs|<<|[*&!]\w|\.\.|~|\$\{?(?:HOME|PWD|USER)|driver_opts|device:|source\s*:\s*["']?[/$]|[-[,]\s*["']?[/$][^\n]*:/;

/** `docker compose up` and what else starts, stops and builds the services of the project. */
export function readComposeChange({ draft, words }: Call): void {
  const { args } = draft.invocation;
  const verbs = ['up', 'create', 'build', 'start', 'stop', 'restart', 'pause', 'unpause'];
  const verb =
    args.find(({ value }) => value !== undefined && verbs.includes(value))?.value ?? 'up';
  const name = words.operands.map(({ value }) => value ?? '?').join('/');
  const text =
    hasOption(words, '-f --file --env-file') || hasOption(words, '-V --renew-anon-volumes')
      ? undefined
      : COMPOSE_FILES.map((file) => draft.context.readText(pathOf(draft, file))).find(
          (found) => found !== undefined,
        );
  const plain = text !== undefined && !REACHES_OUT.test(text);
  addService(draft, 'write', plain ? 'compose' : 'docker', name, verb);
}

/** `docker cp`, `kubectl cp`: files between here and a container. */
export function readContainerCopy({ draft, words }: Call): void {
  const service = draft.invocation.program === 'kubectl' ? 'kubernetes' : 'docker';
  words.operands.forEach((word, index) => {
    const last = index > 0 && index === words.operands.length - 1;
    const colon = word.value?.indexOf(':') ?? -1;
    if (colon > 0) addService(draft, last ? 'write' : 'read', service, word.value ?? '', 'cp');
    else addPath(draft, last ? 'write' : 'read', word, 'tree');
  });
}

/** `kubectl get secret`: what it shows opens other doors. */
export function readKubeGet({ draft, words }: Call): void {
  const [kind, name] = words.operands;
  const [space] = optionWords(words, '-n --namespace');
  const what = [space, kind, name].flatMap((word) =>
    word === undefined ? [] : [word.value ?? '?'],
  );
  const [raw] = optionWords(words, '--raw');
  const secret =
    /(?:^|,)secrets?(?:$|[,/.])/.test(kind?.value ?? '') ||
    (raw !== undefined && /secrets|serviceaccounts|^$/.test(raw.value ?? ''));
  const all = kind?.value === undefined && raw === undefined;
  const verb = draft.invocation.args.find(({ value }) => value === 'get' || value === 'describe');
  addService(
    draft,
    'read',
    'kubernetes',
    what.join('/'),
    secret || all ? 'secret' : (verb?.value ?? 'get'),
  );
}

/** `kubectl VERB KIND NAME`, with its namespace. */
export function useKube(kind: 'read' | 'write' | 'delete', operation: string) {
  return ({ draft, words }: Call): void => {
    const [space] = optionWords(words, '-n --namespace');
    const what = [...(space === undefined ? [] : [space]), ...words.operands.slice(0, 2)];
    const dry = optionWords(words, '--dry-run').some(({ value }) => value !== 'none');
    const name = what.map(({ value }) => value ?? '?').join('/');
    addService(draft, dry ? 'read' : kind, 'kubernetes', name, operation);
  };
}
