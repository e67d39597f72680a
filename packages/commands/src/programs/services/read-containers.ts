import { addPath, addService, type Call } from '../draft.ts';
import { hasOption, optionWords } from '../read-words.ts';
import { isOwnCompose } from './own-compose.ts';
import { isKnownImage } from './run-container.ts';

/** `docker compose down -v` and `rm -v` lose what the volumes hold. */
export function readComposeDown({ draft, words }: Call): void {
  const loses = hasOption(words, '-v --volumes --rmi');
  if (loses) addService(draft, 'delete', 'docker', 'compose', 'down');
  else addService(draft, 'write', 'compose', 'project', 'down');
}

/** `docker compose up` and what else starts, stops and builds the services of the project. */
export function readComposeChange({ draft, words }: Call): void {
  const { args } = draft.invocation;
  const verbs = ['up', 'create', 'build', 'start', 'stop', 'restart', 'pause', 'unpause'];
  const verb =
    args.find(({ value }) => value !== undefined && verbs.includes(value))?.value ?? 'up';
  const name = words.operands.map(({ value }) => value ?? '?').join('/');
  const own = isOwnCompose(draft, words);
  addService(draft, 'write', own ? 'compose' : 'docker', name, verb);
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

/** `docker stop NAME`, `docker pull IMAGE`: what can be undone, of what the call names. */
export function readContainerChange(operation: string) {
  return ({ draft, words }: Call): void => {
    const names = words.operands;
    const named = names.length > 0 && names.every(({ value }) => value !== undefined);
    const known = operation !== 'pull' || names.every((image) => isKnownImage(image));
    const service = named && known ? 'container' : 'docker';
    addService(
      draft,
      'write',
      service,
      names.map(({ value }) => value ?? '?').join('/'),
      operation,
    );
  };
}
