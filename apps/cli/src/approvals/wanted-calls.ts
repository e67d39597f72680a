import { join } from 'node:path';
import type { CodedError } from '@gait/canon';
import { isThere, openApprovalInbox, PROJECT_CONFIG, pruneWaiting } from '@gait/local';
import { boolFlag } from '../command.ts';
import type { Context } from '../context.ts';
import { atProjectRoot } from '../onboard/project-places.ts';
import { rankWaiting, type RankedCall } from './state-words.ts';

/** The flag that asks for the calls of every project. */
export const ALL_FLAG = boolFlag({ help: 'of all projects of this user, not of this one alone' });

/** Calls that a person asked for. */
export interface WantedCalls {
  /** Live ones first. */
  readonly calls: readonly RankedCall[];
  /** Absolute folder of the project that was asked about; undefined: all were. */
  readonly project: string | undefined;
  /** Calls of other projects. */
  readonly elsewhere: number;
  readonly faults: readonly CodedError[];
}

/**
 * The waiting calls of the project around the current folder, or of all. In a folder that is in no
 * project all are meant. What no answer helps is taken away before.
 */
export function wantedCalls(context: Context, all: boolean): WantedCalls {
  const inbox = openApprovalInbox(context);
  pruneWaiting(inbox, context.now());
  const project = all ? undefined : projectHere(context);
  const { calls, faults } = inbox.waiting();
  const wanted = calls.filter((call) => project === undefined || call.project === project);
  return {
    calls: rankWaiting(context, wanted),
    project,
    elsewhere: calls.length - wanted.length,
    faults,
  };
}

function projectHere(context: Context): string | undefined {
  const { cwd } = atProjectRoot(context);
  return MARKS.some((mark) => isThere(join(cwd, mark))) ? cwd : undefined;
}

const MARKS = ['.gait.yaml', PROJECT_CONFIG, '.git'];
