import { readFileSync } from 'node:fs';
import { gatedTool, type GatedTool } from './gated-tool.ts';
import type { Surroundings } from './homes.ts';

/** Set by hooks and proxies in every process of a session that the gate governs. */
export const GATED_SESSION = 'GAIT_GATED_SESSION';

const MOST_GENERATIONS = 64;

/** Why a process counts as part of a session that the gate governs. */
export type GatedBy =
  /** A process above is a coding tool whose hook was called. */
  | { readonly kind: 'tool'; readonly tool: GatedTool }
  /** A process above has the mark in its environment. */
  | { readonly kind: 'environment'; readonly pid: number };

/**
 * The process above this one that was started inside a session that the gate governs, or is a
 * coding tool whose hook was called: taking the variable out of one's own environment does not make a person. Only Linux shows the
 * environment of other processes; elsewhere, and for a process that was cut off from its parents,
 * nothing is found.
 *
 * @param pid of the process to begin with
 */
export function gatedAncestor(pid: number, surroundings: Surroundings): GatedBy | undefined {
  if (process.platform !== 'linux') return undefined;
  let at = pid;
  for (let i = 0; i < MOST_GENERATIONS && at > 1; i++) {
    if (isGated(at)) return { kind: 'environment', pid: at };
    const tool = gatedTool(at, surroundings);
    if (tool !== undefined) return { kind: 'tool', tool };
    at = parentOf(at);
  }
  return undefined;
}

function isGated(pid: number): boolean {
  const environment = read(`/proc/${pid}/environ`);
  return environment
    .split('\0')
    .some(
      (entry) => entry.startsWith(`${GATED_SESSION}=`) && entry.length > GATED_SESSION.length + 1,
    );
}

/** 0 when there is none. */
function parentOf(pid: number): number {
  // The name of the program comes first, in parentheses, and may hold anything.
  const fields = read(`/proc/${pid}/stat`).replace(/^.*\)/su, '').trim().split(' ');
  return Number(fields[1] ?? 0);
}

/** What may not be looked at belongs to another user: whoever gates does so with ours. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
