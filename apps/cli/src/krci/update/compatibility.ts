import type { AgentsLock } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { compareVersions, parseVersion } from '@gait/registry';
import type { FrameworkSource } from '../install/framework-source.ts';

/** How the executable, what is installed and what would come stand to each other. */
export interface Compatibility {
  readonly program: string;
  /** The executable that wrote the lock. */
  readonly written_by: string;
  readonly installed: string;
  readonly available: string;
  readonly step: 'newer' | 'same' | 'older' | 'other';
  /** A later executable wrote the lock. */
  readonly program_is_older: boolean;
}

/** Compares versions; `other` where there are none, or the source is another one. */
export function judgeCompatibility(
  program: string,
  lock: AgentsLock,
  source: Pick<FrameworkSource, 'origin' | 'version'>,
): Compatibility {
  const order = source.origin === lock.source ? compare(source.version, lock.version) : undefined;
  return {
    program,
    written_by: lock.producer,
    installed: lock.version,
    available: source.version,
    step: order === undefined ? 'other' : order > 0 ? 'newer' : order < 0 ? 'older' : 'same',
    program_is_older: (compare(program, lock.producer) ?? 0) < 0,
  };
}

/** @throws CodedError `update_older`: an update does not go back unless it is told to */
export function refuseOlder({ step, installed, available, program }: Compatibility): void {
  if (step !== 'older') return;
  throw new CodedError(
    'update_older',
    `${installed} is installed, and there is only ${available} (this is krci-ai ${program})`,
    { hint: 'use a later krci-ai or source, or pass --allow-older' },
  );
}

function compare(one: string, other: string): number | undefined {
  const [a, b] = [parseVersion(one), parseVersion(other)];
  return a === undefined || b === undefined ? undefined : compareVersions(a, b);
}
