import { type AgentsLock, compareVersions, parseVersion } from '@gait/agents';
import { CodedError } from '@gait/canon';
import type { OpenedSource } from '../install/source-of.ts';

/** How one source is, and how it would be. */
export interface SourceStep {
  readonly name: string;
  readonly source: string;
  readonly installed: string;
  readonly available: string;
  readonly step: 'newer' | 'same' | 'older' | 'other';
}

/** How the executable, what is installed and what would come stand to each other. */
export interface Compatibility extends Omit<SourceStep, 'name' | 'source'> {
  readonly program: string;
  /** The executable that wrote the lock. */
  readonly written_by: string;
  /** A later executable wrote the lock. */
  readonly program_is_older: boolean;
  /** Each source that is updated; of one alone what stands above is said of it. */
  readonly sources: readonly SourceStep[];
}

/** Compares versions; `other` where there are none. */
export function judgeCompatibility(
  program: string,
  { producer }: AgentsLock,
  opened: readonly OpenedSource[],
): Compatibility {
  const sources = opened.map(({ source, replaces }): SourceStep => {
    const installed = replaces?.version ?? '';
    return {
      name: source.name,
      source: source.origin,
      installed,
      available: source.version,
      step: stepOf(compare(source.version, installed)),
    };
  });
  const [first] = sources;
  const sole = sources.length === 1 ? first : undefined;
  return {
    program,
    written_by: producer,
    installed: sole?.installed ?? '',
    available: sole?.available ?? '',
    step: sole?.step ?? 'other',
    program_is_older: (compare(program, producer) ?? 0) < 0,
    sources,
  };
}

/** @throws CodedError `update_older`: an update does not go back unless it is told to */
export function refuseOlder({ sources, program }: Compatibility): void {
  const older = sources.find(({ step }) => step === 'older');
  if (older === undefined) return;
  throw new CodedError(
    'update_older',
    `${older.name} ${older.installed} is installed, and there is only ${older.available} (this is krci-ai ${program})`,
    { hint: 'use a later krci-ai or source, or pass --allow-older' },
  );
}

function stepOf(order: number | undefined): SourceStep['step'] {
  return order === undefined ? 'other' : order > 0 ? 'newer' : order < 0 ? 'older' : 'same';
}

function compare(one: string, other: string): number | undefined {
  const [a, b] = [parseVersion(one), parseVersion(other)];
  return a === undefined || b === undefined ? undefined : compareVersions(a, b);
}
