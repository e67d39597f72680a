import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isThere } from '../files/is-there.ts';
import { writeWhole } from '../files/write-whole.ts';
import { processStart } from '../locks/process-identity.ts';
import { stateHome, type Surroundings } from './homes.ts';

/** Programs between a coding tool and the hook that it starts. */
const BETWEEN = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash', 'busybox', 'timeout', 'env']);
const MOST_GENERATIONS = 8;

/**
 * Remembers which process is the coding tool whose hook this is: whatever descends from it is part
 * of a session that the gate governs, also when it took the mark out of its environment. Only Linux
 * shows the parents of other processes.
 *
 * @param parent the process that started the hook
 */
export function markGatedTool(parent: number, at: Surroundings): void {
  if (process.platform !== 'linux') return;
  const pid = toolAbove(parent);
  if (pid === undefined) return;
  const start = processStart(pid);
  if (start === undefined) return;
  const file = markOf(pid, start, at);
  if (!isThere(file)) writeWhole(file, '', { makeFolders: true, sync: false });
}

/** True when a process is a coding tool whose hook was called, as long as it runs. */
export function isGatedTool(pid: number, at: Surroundings): boolean {
  const start = processStart(pid);
  return start !== undefined && isThere(markOf(pid, start, at));
}

/** A number is given again after the process ended; number and start together are not. */
function markOf(pid: number, start: string, at: Surroundings): string {
  return join(stateHome(at), 'gated', `${pid}-${start.replaceAll(/[^0-9A-Za-z]/gu, '_')}`);
}

/** The nearest process above that is no shell: a person's own shell lies further up. */
function toolAbove(from: number): number | undefined {
  let pid = from;
  for (let i = 0; i < MOST_GENERATIONS && pid > 1; i++) {
    const stat = read(`/proc/${pid}/stat`);
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    if (stat === '') return undefined;
    if (!BETWEEN.has(name)) return pid;
    pid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
  }
  return undefined;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
