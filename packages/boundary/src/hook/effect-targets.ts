import type { CommandReading, Effect, Place } from '@gait/commands';
import { sha256Hex } from '@gait/canon';
import { NAME_OPERATION, TREE_OPERATION } from '@gait/gate';
import { isPrivateName, privateNamesMet } from './private-names.ts';
import { asksForName, isTakenIn, privateWords } from './private-words.ts';
import { isThrownAwayFreely } from './regenerable.ts';

/** A target as a caller writes it into an intent. */
export interface GivenTarget {
  readonly kind: string;
  readonly value: string;
  readonly operation: string;
  readonly endpoint_class: string;
  readonly destructive?: boolean;
}

/**
 * The operation of a program that works in a folder without taking it as a whole: none. The
 * protection of the gate takes a target with an operation for the whole folder.
 */
const WORKSPACE_OPERATION = '';
/** The operation of taking away what a build or the agent itself makes again. */
const DISCARD_OPERATION = 'discard';

/**
 * The targets that the effects of a command name. A command that was not understood wholly, and a
 * program that nothing is known of, is a program that runs: policies hold it for a person.
 *
 * @param text the whole command: what the target of an obscure one names
 * @param project absolute folder of the project
 */
export function targetsOfCommand(
  reading: CommandReading,
  text: string,
  project: string,
): readonly GivenTarget[] {
  const { effects, obscurities, runs } = reading;
  const targets = effects.flatMap((effect) => [
    nameTarget(effect, runs) ?? targetOf(effect, project),
    ...metBy(effect).map((path) => targetOf({ ...effect, place: { ...path } }, project)),
  ]);
  targets.push(...privateWords(reading).map(readTarget));
  if (obscurities.length > 0 || targets.length === 0) {
    // A command without any effect (`true`, `echo`) reads: nothing else is said of it.
    targets.push(obscurities.length > 0 ? program(text) : looking(project));
  }
  return targets;
}

function targetOf(effect: Effect, project: string): GivenTarget {
  const { kind, place, destructive } = effect;
  if (kind === 'execute' || kind === 'privilege') return program(nameOf(effect));
  switch (place.kind) {
    case 'path':
      return pathTarget(effect, place, project);
    case 'unknown_path':
      // Nobody can say which file: only reading somewhere inside the project is a reading.
      return kind === 'read' && isInside(place.below ?? '', project)
        ? { kind: 'path', value: place.below ?? '', operation: 'read', endpoint_class: 'fs.read' }
        : program(nameOf(effect));
    case 'host':
      return hostTarget(place);
    case 'repo':
      return {
        kind: 'repo',
        value: place.name,
        operation: place.operation,
        endpoint_class: destructive ? 'proc.exec' : 'net.http',
      };
    case 'service':
      return {
        kind: 'other',
        value: `${place.service}:${place.name}`,
        operation: place.operation,
        // Only looking is no running of something elsewhere.
        endpoint_class: kind === 'read' || isOwnService(place.service) ? 'other' : 'proc.exec',
        destructive,
      };
    case 'program':
      return program(place.name);
  }
}

/** What asks only for the name of a private file reads nothing of it. Undefined: it does more. */
function nameTarget(effect: Effect, runs: CommandReading['runs']): GivenTarget | undefined {
  const { kind, place } = effect;
  if (kind !== 'read' || place.kind !== 'path' || !isPrivateName(place.path)) return undefined;
  const { path: value } = place;
  if (asksForName(effect, runs))
    return { kind: 'path', value, operation: NAME_OPERATION, endpoint_class: 'other' };
  return isTakenIn(effect, runs)
    ? { kind: 'path', value, operation: 'write', endpoint_class: 'fs.write' }
    : undefined;
}

function readTarget(value: string): GivenTarget {
  return { kind: 'path', value, operation: 'read', endpoint_class: 'fs.read' };
}

function pathTarget(
  { kind, destructive }: Effect,
  place: Extract<Place, { kind: 'path' }>,
  project: string,
): GivenTarget {
  const value = place.path;
  switch (kind) {
    case 'read':
      return readTarget(value);
    case 'delete':
      return isThrownAwayFreely(place, project)
        ? { kind: 'path', value, operation: DISCARD_OPERATION, endpoint_class: 'fs.write' }
        : {
            kind: 'path',
            value,
            operation: 'delete',
            endpoint_class: 'fs.delete',
            destructive: true,
          };
    default:
      // A build runs what lies in its folder: outside of the project that is anybody's code.
      if (place.reach === 'workspace' && !isInside(value, project)) return program(value);
      return {
        kind: 'path',
        value,
        operation: operationOf(place.reach),
        endpoint_class: destructive ? 'fs.delete' : 'fs.write',
      };
  }
}

/** A deletion, or what is as harmless as a write. */
export function deleteTarget(
  place: Extract<Place, { kind: 'path' }>,
  project: string,
): GivenTarget {
  const { path: value } = place;
  return isThrownAwayFreely(place, project)
    ? { kind: 'path', value, operation: DISCARD_OPERATION, endpoint_class: 'fs.write' }
    : { kind: 'path', value, operation: 'delete', endpoint_class: 'fs.delete', destructive: true };
}

function operationOf(reach: Extract<Place, { kind: 'path' }>['reach']): string {
  if (reach === 'workspace') return WORKSPACE_OPERATION;
  return reach === 'file' ? 'write' : TREE_OPERATION;
}

/**
 * Containers of the project itself, those that get nothing more of this machine, images that are
 * only made, and servers of everyday development that are ended.
 */
function isOwnService(service: string): boolean {
  return ['compose', 'container', 'image', 'process'].includes(service);
}

function hostTarget({ host, url, method }: Extract<Place, { kind: 'host' }>): GivenTarget {
  const operation = operationOn(host, url, method === '' ? 'get' : method);
  if (host === '') return program(`network: ${url ?? 'unknown host'}`);
  return url === undefined
    ? { kind: 'host', value: host, operation, endpoint_class: 'net.http' }
    : { kind: 'url', value: url, operation, endpoint_class: 'net.http' };
}

/** Ports of this machine behind which somebody waits who may do anything. */
const STRONG_PORTS = /:(?:22|2375|2376|2379|4243|5985|6443|8001|8500|9200|10250)(?:\/|$)/;

/** A form sent to the project's own server, which runs here, goes nowhere else. */
function operationOn(host: string, url: string | undefined, method: string): string {
  const here = host === 'localhost' || host === '127.0.0.1';
  const sends = method === 'post' || method === 'put' || method === 'patch';
  return here && sends && url !== undefined && !STRONG_PORTS.test(url) ? 'local_send' : method;
}

function metBy({ place }: Effect): readonly Extract<Place, { kind: 'path' }>[] {
  if (place.kind !== 'path' || place.reach !== 'pattern') return [];
  return privateNamesMet(place.path).map((path) => ({ kind: 'path', path, reach: 'file' }));
}

function nameOf({ program: name, place }: Effect): string {
  switch (place.kind) {
    case 'path':
      return place.path;
    case 'unknown_path':
      return `${name} ${place.below ?? '?'}`;
    case 'host':
      return place.url ?? `${name} ${place.host}`;
    case 'service':
      return `${place.service}:${place.name}`;
    default:
      return place.name === '' ? name : place.name;
  }
}

function program(name: string): GivenTarget {
  return {
    kind: 'other',
    value: name.trim() === '' ? 'unknown' : shortened(name),
    operation: 'exec',
    endpoint_class: 'proc.exec',
  };
}

/** Gates take no longer values; the arguments of the call have the whole text. */
const LONGEST_VALUE = 4000;
const SHOWN = 200;

/** A long text by its first line and what it is told apart by, so that a person can approve it. */
function shortened(text: string): string {
  if (text.length <= LONGEST_VALUE) return text;
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  return `${line.slice(0, SHOWN)} … (${text.length} characters, sha256 ${sha256Hex(text)})`;
}

function looking(project: string): GivenTarget {
  return { kind: 'path', value: project, operation: NAME_OPERATION, endpoint_class: 'fs.read' };
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
