import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError, trimSpace } from '@gait/canon';
import { isThere, PROJECT_CONFIG } from '@gait/local';
import { gateDefaults } from '../approve/gate-view.ts';
import type { Context } from '../context.ts';
import { placeOf } from '../onboard/project-places.ts';
import { readDecisions, type RecordedDecision } from '../trace/read-decisions.ts';

/** The last decisions of a project. */
export interface RecentDecisions {
  readonly folder: string;
  /** Newest first. */
  readonly decisions: readonly RecordedDecision[];
  /** Traces that are not shown. */
  readonly more: number;
  readonly unreadable: number;
}

const MOST = 100;
const USUAL = 'gait-out/traces';

/** Reads the newest traces of a project's gate. @param at with the project as its current folder */
export async function readRecentDecisions(at: Context): Promise<RecentDecisions> {
  const defaults = await gateDefaults(at, { config: PROJECT_CONFIG, 'no-config': false });
  const named = trimSpace(defaults?.trace_dir ?? '');
  const folder = placeOf(at, named === '' ? USUAL : named) ?? at.resolve(USUAL);
  const files = isThere(folder) ? tracesIn(folder) : [];
  const decisions: RecordedDecision[] = [];
  let unreadable = 0;
  for (const file of files.slice(0, MOST)) {
    try {
      decisions.push(...readDecisions(at, file));
    } catch (error) {
      if (!isCodedError(error)) throw error;
      unreadable += 1;
    }
  }
  return { folder, decisions, unreadable, more: Math.max(0, files.length - MOST) };
}

function tracesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('trace_') && /(?<!\.decision)\.json$/u.test(name))
    .map((name) => join(folder, name))
    .map((path) => ({ path, changed: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((left, right) => right.changed - left.changed)
    .map(({ path }) => path);
}
