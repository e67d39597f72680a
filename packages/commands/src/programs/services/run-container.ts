import type { Word } from '../../model/invocation.ts';
import {
  addArgv,
  addEffect,
  addExecute,
  addPath,
  addPrivilege,
  addService,
  pathOf,
  plainWord,
  type Call,
  type Draft,
} from '../draft.ts';
import { hasOption, optionWords } from '../read-words.ts';
import { isWithin } from '../resolve-path.ts';
import { isOwnCompose } from './own-compose.ts';

const SOCKET = /(?:docker|containerd|podman|crio)\.sock$/;
const STRONG = /^(?:ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE|DAC_READ_SEARCH|NET_ADMIN|CAP_SYS_ADMIN)$/i;
/** Options that give a container more of this machine than its own files and a network. */
const REACHES =
  '--device --device-cgroup-rule --security-opt --volumes-from --volume-driver --runtime --sysctl ' +
  '--cgroup-parent --group-add --storage-opt';

/** An image of the project, or of the official library: a plain name without a server or an owner. */
const PLAIN_IMAGE = /^[a-z0-9][\w.-]*(?::[\w.-]+)?(?:@sha256:[0-9a-f]{64})?$/;
/** Owners whose images everyday development uses as it uses the packages of a registry. */
const KNOWN_OWNER =
  /^(?:docker\.io\/|public\.ecr\.aws\/docker\/)?(?:library|bitnami|grafana|prom|minio|mailhog|axllent|hashicorp|amazon|localstack|confluentinc|cypress|selenium|squidfunk|pandoc|koalaman|hadolint|openapitools|swaggerapi|redocly|jaegertracing|otel|wiremock|testcontainers|rhysd|golangci|composer|semgrep|aquasec|zricethezav|gitleaks|stoplight|docker|ankane|pgvector|timescale|postgis|clickhouse|apache|dpage|phpmyadmin|sonarsource|keycloak)\/[\w.-]+(?::[\w.-]+)?$|^(?:mcr\.microsoft\.com\/[\w./-]+|ghcr\.io\/astral-sh\/[\w.-]+|docker\.elastic\.co\/[\w./-]+|quay\.io\/keycloak\/[\w.-]+|registry\.k8s\.io\/[\w./-]+|gcr\.io\/distroless\/[\w.-]+)(?::[\w.-]+)?$/;

/** A folder of this machine that a container sees. */
interface Mount {
  readonly source: string;
  readonly target: string;
}

/**
 * `docker run`, `create`, `exec`: what of this machine the container gets, and what runs inside. A
 * container can do no more than a program here could; so the command inside is read as if it ran
 * here, with the folders of the project in their places. Foreign images run in a container of their
 * own as packages of a registry do; one that nobody knows, more than a container's own files and
 * network, and a container of another machine are for a person.
 */
export function readContainerRun({ draft, words }: Call): void {
  const [image, ...inner] = words.operands;
  const { args } = draft.invocation;
  const verb = args.some(({ value }) => value === 'exec') ? 'exec' : 'run';
  const composes =
    args.some(({ value }) => value === 'compose') || draft.invocation.program.endsWith('-compose');
  const known = composes
    ? isOwnCompose(draft, words)
    : verb === 'exec'
      ? image?.value !== undefined
      : isKnownImage(image);
  const start = args.findIndex(({ value }) => /^(?:run|exec|create|compose)$/.test(value ?? ''));
  const here = !args
    .slice(0, start)
    .some(({ prefix }) => /^(?:-H|-c|--host|--context|--url|--connection|--remote)/.test(prefix));
  const strong = isStrong(words);
  const before = draft.effects.length;
  const { mounts, reachesOut } = readMounts(draft, words);
  const mounted = draft.effects.splice(before);
  const apart = known && here && !strong && !reachesOut;
  // `exec` is the word of policies for a program that nobody knows.
  const operation = apart && verb === 'exec' ? 'enter' : verb;
  addService(draft, 'write', apart ? 'container' : 'docker', image?.value ?? '', operation);
  draft.effects.push(...mounted);
  if (strong) addPrivilege(draft);
  runInside(draft, words, inner, mounts);
}

/** Whether an image may be fetched and run: the project's own, or one of everyday development. */
export function isKnownImage(image: Word | undefined): boolean {
  const name = image?.value;
  return name !== undefined && (PLAIN_IMAGE.test(name) || KNOWN_OWNER.test(name));
}

function isStrong(words: Call['words']): boolean {
  const shares = optionWords(words, '--pid --ipc --userns --uts --cgroupns --net --network').some(
    ({ value }) => value === undefined || value === 'host' || value.startsWith('container:'),
  );
  const caps = optionWords(words, '--cap-add').some(
    ({ value }) => value === undefined || STRONG.test(value),
  );
  return shares || caps || hasOption(words, `--privileged ${REACHES}`);
}

interface Mounts {
  /** Folders of the project. */
  readonly mounts: Mount[];
  /** Others, or ones that nobody knows. */
  reachesOut: boolean;
}

function readMounts(draft: Draft, words: Call['words']): Mounts {
  const mounts: Mounts = { mounts: [], reachesOut: false };
  for (const word of optionWords(words, '-v --volume')) {
    const [source, target = '', mode = ''] = word.value?.split(':') ?? [];
    addMount(draft, source, target, /\bro\b/.test(mode), word, mounts);
  }
  for (const word of optionWords(words, '--mount')) {
    const field = (name: string): string | undefined =>
      new RegExp(`(?:^|,)(?:${name})=([^,]*)`).exec(word.value ?? '')?.[1];
    const isReadOnly = /(?:^|,)(?:ro|readonly)(?:,|$|=true|=1)/.test(word.value ?? '');
    addMount(
      draft,
      field('source|src'),
      field('target|dst|destination') ?? '',
      isReadOnly,
      word,
      mounts,
    );
  }
  return mounts;
}

function addMount(
  draft: Draft,
  source: string | undefined,
  target: string,
  isReadOnly: boolean,
  word: Word,
  found: Mounts,
): void {
  if (word.value === undefined) {
    found.reachesOut = true;
    return addPath(draft, 'write', word, 'tree');
  }
  // A name without a slash is a volume, and so is a mount without a source.
  if (source === undefined || !/^[/.~]/.test(source)) return;
  const path = pathOf(draft, source);
  if (isWithin(path, draft.context.project)) {
    addEffect(draft, isReadOnly ? 'read' : 'write', { kind: 'path', path, reach: 'workspace' });
    found.mounts.push({ source: path, target });
    return;
  }
  found.reachesOut = true;
  addPath(draft, 'read', plainWord(source), 'tree');
  if (!isReadOnly) addPath(draft, 'write', plainWord(source), 'tree');
  if (path === '/' || SOCKET.test(path)) addPrivilege(draft);
}

/** The command behind the image. Without one, or with options for it alone, the image's own runs. */
function runInside(
  draft: Draft,
  words: Call['words'],
  inner: readonly Word[],
  mounts: readonly Mount[],
): void {
  const [entry] = optionWords(words, '--entrypoint');
  const argv = [...(entry === undefined ? [] : [entry]), ...inner];
  const [first] = argv;
  if (first === undefined || first.value === '' || first.prefix.startsWith('-')) return;
  if (first.value === undefined) return addExecute(draft);
  const at = optionWords(words, '-w --workdir').at(-1)?.value;
  const folder = (at === undefined ? undefined : hostPath(at, mounts)) ?? draft.context.folder;
  const placed = argv.map((word) => placeWord(word, mounts));
  draft.context = { ...draft.context, folder };
  addArgv(draft, placed);
}

/** The file of this machine behind a container's path. */
function hostPath(path: string, mounts: readonly Mount[]): string | undefined {
  const mount = mounts.find(({ target }) => target !== '' && isWithin(path, target));
  return mount && `${mount.source}${path.slice(mount.target.replace(/\/$/, '').length)}`;
}

function placeWord(word: Word, mounts: readonly Mount[]): Word {
  if (word.value === undefined) return word;
  // In an option or a text the path stands behind other letters.
  let value = word.value;
  for (const { source, target } of mounts) {
    if (target.length > 1) value = value.replaceAll(target.replace(/\/$/, ''), () => source);
  }
  return value === word.value ? word : { ...word, value, prefix: value };
}
