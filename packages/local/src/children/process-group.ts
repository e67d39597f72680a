import { spawnSync, type ChildProcess } from 'node:child_process';

const groups = new Set<ChildProcess>();
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A child that leads a group of its own. */
export interface GroupLeader {
  readonly child: ChildProcess;
  /** Call it when the child has ended. */
  readonly abandon: () => void;
}

/**
 * Starts a child whose group ends when this process is told to end: a group of
 * its own does not get the terminal's Ctrl-C. Listening begins before the child
 * exists; a signal in between would leave it running for ever.
 */
export function startGroup(spawnChild: () => ChildProcess): GroupLeader {
  if (groups.size === 0) {
    for (const signal of PASSED_ON) process.on(signal, endAll);
    // Another listener may answer the signal with an exit of its own.
    process.on('exit', endChildren);
  }
  let child: ChildProcess;
  try {
    child = spawnChild();
  } catch (error) {
    stopListening();
    throw error;
  }
  groups.add(child);
  return {
    child,
    abandon(): void {
      groups.delete(child);
      stopListening();
    },
  };
}

function stopListening(): void {
  if (groups.size > 0) return;
  for (const signal of PASSED_ON) process.off(signal, endAll);
  process.off('exit', endChildren);
}

/** Kills every group that is running, for a process that is about to end. */
export function endChildren(): void {
  for (const child of groups) killGroup(child, 'SIGKILL');
}

/** Kills every group, then lets the signal do what it would have done. */
function endAll(signal: NodeJS.Signals): void {
  endChildren();
  for (const name of PASSED_ON) process.off(name, endAll);
  process.kill(process.pid, signal);
}

/** Sends a signal to a child and everything it started that stayed in its group. */
export function killGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    if (child.exitCode === null)
      spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody left in the group.
  }
}
