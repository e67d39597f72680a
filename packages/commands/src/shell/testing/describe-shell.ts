import type { CommandContext } from '../../model/context.ts';
import type { CommandReading, Effect } from '../../model/effect.ts';
import { readProgram } from '../../programs/read-program.ts';
import { readShell } from '../read-shell.ts';

/** A context in which these files can be read. */
export function shellContext(files: Readonly<Record<string, string>> = {}): CommandContext {
  return {
    dialect: 'sh',
    folder: '/p',
    project: '/p',
    home: '/home/u',
    variables: new Map(),
    readText: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    isMissing: (path) => !Object.hasOwn(files, path),
  };
}

export function read(text: string, files: Readonly<Record<string, string>> = {}): CommandReading {
  return readShell(text, shellContext(files), readProgram);
}

/** A reading as short words: `delete tree:/p/a`, obscurities behind a `?`. */
export function describeShell(text: string, files: Readonly<Record<string, string>> = {}): string {
  const { effects, obscurities } = read(text, files);
  return [...effects.map(describeEffect), ...obscurities.map((name) => `?${name}`)].join(', ');
}

export function describeEffect({ kind, place }: Effect): string {
  switch (place.kind) {
    case 'path':
      return `${kind} ${place.reach === 'file' ? '' : `${place.reach}:`}${place.path}`;
    case 'unknown_path':
      return `${kind} ?${place.below ?? ''}`;
    case 'host':
      return `${kind} ${place.method}:${place.url ?? place.host}`;
    case 'repo':
      return `${kind} repo:${place.name}:${place.operation}`;
    case 'service':
      return `${kind} ${place.service}:${place.name}:${place.operation}`;
    case 'program':
      return `${kind} program:${place.name}`;
  }
}
