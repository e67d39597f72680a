import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells one process from every other one, also from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Machine, boot and process number space: numbers mean the same only inside one of these. */
  readonly host: string;
  /** When the process started; empty where the system does not say. */
  readonly start: string;
}

/** What is known of a process number on this host. */
export type Liveness = 'alive' | 'dead';

let self: ProcessIdentity | undefined;

/** The identity of this process; looked up once. */
export function ownIdentity(): ProcessIdentity {
  self ??= { pid: process.pid, host: hostIdentity(), start: processStart(process.pid) ?? '' };
  return self;
}

/**
 * Two containers may share a host name, and have processes of the same number:
 * on Linux the boot and the number space are part of the identity.
 */
function hostIdentity(): string {
  const parts = [hostname()];
  if (process.platform === 'linux') {
    parts.push(
      quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()) ?? '',
    );
    parts.push(quietly(() => readlinkSync('/proc/self/ns/pid')) ?? '');
  }
  return parts.join('/');
}

/**
 * Whether the process of this number on this host is still the one that started
 * at `start`. A number that was given to a newer process counts as dead, a
 * zombie too: it will never release anything.
 */
export function liveness(pid: number, start: string): Liveness {
  if (!exists(pid)) return 'dead';
  const now = processStart(pid);
  if (now === undefined) return process.platform === 'linux' && !exists(pid) ? 'dead' : 'alive';
  if (now === ZOMBIE) return 'dead';
  return start !== '' && now !== start ? 'dead' : 'alive';
}

const ZOMBIE = 'zombie';

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** When a process started, in the system's own words; undefined when it cannot be told. */
export function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') return quietly(() => linuxStart(pid));
  if (process.platform === 'win32') return undefined;
  return quietly(() => psStart(pid));
}

/** Field 22 of /proc/PID/stat, ticks since boot; the name in field 2 may contain spaces and brackets. */
function linuxStart(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return ZOMBIE;
  return fields[19];
}

function psStart(pid: number): string | undefined {
  // Not imported: where there is /proc, taking a lock would wait for a module that it never uses.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const result = spawnSync('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'latin1',
    env: { LC_ALL: 'C', TZ: 'UTC' },
    timeout: 2_000,
  });
  if (result.status !== 0) return undefined;
  const [state = '', ...started] = result.stdout.trim().split(/\s+/u);
  if (state.startsWith('Z')) return ZOMBIE;
  return started.length === 0 ? undefined : started.join(' ');
}

function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
