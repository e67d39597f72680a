import type { AgentsLock, LockedSource } from '@gait/agents';
import type { Paint } from '../../paint.ts';
import type { SourceNote } from './framework-source.ts';

/** The sources of a lock, for scripts. */
export function sourcesJson({ sources, files }: AgentsLock): readonly object[] {
  return sources.map((source) => ({
    name: source.name,
    version: source.version,
    source: source.source,
    resolved: source.resolved,
    publisher: source.publisher,
    key: source.key,
    level: source.level,
    selection: source.selection,
    agents: source.agents,
    files: countFiles(files, source.name),
  }));
}

function countFiles(files: AgentsLock['files'], name: string): number {
  return files.filter(({ sources }) => sources.includes(name)).length;
}

/** The sources for a person, a line each; of one alone what it is and who vouches for it. */
export function sourceLines({ sources, files }: AgentsLock, paint: Paint): readonly string[] {
  return paint.table([
    ['SOURCE', 'VERSION', 'PUBLISHER', 'LEVEL', 'AGENTS', 'FILES', 'FROM'].map(paint.dim),
    ...sources.map((source) => [
      source.name,
      source.version,
      publisherOf(source),
      String(source.level),
      `${source.agents.length}${source.selection === 'all' ? ' (all)' : ''}`,
      String(countFiles(files, source.name)),
      source.source,
    ]),
  ]);
}

function publisherOf({ publisher }: LockedSource): string {
  return publisher === '' ? 'nobody' : publisher;
}

/** The sources in one line. */
export function sourceWords(
  sources: readonly Pick<LockedSource, 'name' | 'version' | 'source'>[],
): string {
  const [first] = sources;
  if (first !== undefined && sources.length === 1) return `${first.source} ${first.version}`.trim();
  return sources.map(({ name, version }) => `${name} ${version}`.trim()).join(', ');
}

/** What a person should know of what was installed. */
export function noteLines(notes: readonly SourceNote[], paint: Paint): readonly string[] {
  return notes.map(({ code, detail }) => paint.warn(`${code}: ${detail}`));
}
