import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isThere } from '../files/is-there.ts';
import { writeWhole } from '../files/write-whole.ts';
import { processStart } from '../locks/process-identity.ts';
import { stateHome, type Surroundings } from './homes.ts';

/** Programs between a coding tool and the hook that it starts. */
const BETWEEN = new Set([
  'sh',
  'bash',
  'dash',
  'zsh',
  'ksh',
  'ash',
  'fish',
  'busybox',
  'timeout',
  'env',
  'csh',
  'tcsh',
  'nu',
  'elvish',
]);
/**
 * Programs that hold the terminals of a person, or all of what he runs. A hook below one of them,
 * with no more than a shell between, was started by hand.
 */
const HOSTS =
  /^(?:systemd|init|login|su|sudo|doas|runuser|sshd|sshd-session|sshd-auth|dropbear|mosh-server|tmux|screen|zellij|dtach|abduco|tini|dumb-init|docker-init|containerd-shim|conmon|xterm|uxterm|rxvt|urxvt|urxvtd|st|foot|footclient|kitty|alacritty|wezterm|wezterm-gui|ghostty|konsole|yakuake|gnome-terminal|kgx|ptyxis|ptyxis-agent|xfce4-terminal|mate-terminal|lxterminal|qterminal|terminator|tilix|terminology|tilda|guake|cool-retro-term|hyper|warp|warp-terminal|tabby|ttyd|script)$/u;
const MOST_GENERATIONS = 8;

/** Whose hook was called. */
export interface CalledHook {
  readonly harness: string;
  /** Absolute. */
  readonly project: string;
  /** RFC 3339. */
  readonly now: string;
}

/** A process that is known as a coding tool, because the hook was called below it. */
export interface GatedTool {
  readonly pid: number;
  /** As the system names the program; `''`: not known. */
  readonly program: string;
  readonly harness: string;
  readonly project: string;
  /** RFC 3339; `''`: not known. */
  readonly since: string;
}

/**
 * Remembers which process is the coding tool whose hook this is: whatever descends from it is part
 * of a session that the gate governs, also when it took the mark out of its environment. Where a
 * person started the hook by hand nothing is remembered: it would be his terminal. Only Linux shows
 * the parents of other processes.
 *
 * @param parent the process that started the hook
 */
export function markGatedTool(parent: number, hook: CalledHook, at: Surroundings): void {
  if (process.platform !== 'linux') return;
  const pid = toolAbove(parent);
  const start = pid === undefined ? undefined : processStart(pid);
  if (pid === undefined || start === undefined) return;
  const file = markOf(pid, start, at);
  if (isThere(file)) return;
  const program = programOf(pid);
  if ([program, nameOf(read(`/proc/${pid}/stat`))].some(isHost)) return;
  const { harness, project, now: since } = hook;
  const text = JSON.stringify({ program, harness, project, since });
  writeWhole(file, `${text}\n`, { makeFolders: true, sync: false });
  // Once for each run of a tool: what ended since is looked for now, and not with every call.
  forgetEndedTools(at);
}

/** What is remembered of a process that is a coding tool whose hook was called, as long as it runs. */
export function gatedTool(pid: number, at: Surroundings): GatedTool | undefined {
  const start = processStart(pid);
  if (start === undefined) return undefined;
  const file = markOf(pid, start, at);
  return isThere(file) ? readMark(file, pid) : undefined;
}

/** The processes that are coding tools whose hook was called, and run. */
export function gatedTools(at: Surroundings): readonly GatedTool[] {
  return marks(at)
    .filter(({ runs }) => runs)
    .map(({ file, pid }) => readMark(file, pid));
}

/** Forgets the tools that ended. @returns how many */
export function forgetEndedTools(at: Surroundings): number {
  const ended = marks(at).filter(({ runs }) => !runs);
  for (const { file } of ended) rmSync(file, { force: true });
  return ended.length;
}

interface Mark {
  readonly file: string;
  readonly pid: number;
  readonly runs: boolean;
}

function marks(at: Surroundings): readonly Mark[] {
  const folder = join(stateHome(at), 'gated');
  if (!isThere(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const pid = Number(/^(\d{1,10})-/u.exec(name)?.[1]);
    if (!Number.isInteger(pid)) return [];
    const file = join(folder, name);
    const start = processStart(pid);
    return [{ file, pid, runs: start !== undefined && markOf(pid, start, at) === file }];
  });
}

/** Marks of older versions are empty: that they stand there is what counts. */
function readMark(file: string, pid: number): GatedTool {
  let told: Readonly<Record<string, unknown>> = {};
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null) told = value as typeof told;
  } catch {
    // What can be told without it is told.
  }
  const text = (name: string): string => {
    const value = told[name];
    return typeof value === 'string' ? value : '';
  };
  const program = text('program') || programOf(pid);
  const [harness, project, since] = [text('harness'), text('project'), text('since')];
  return { pid, program, harness, project, since };
}

/** A number is given again after the process ended; number and start together are not. */
function markOf(pid: number, start: string, at: Surroundings): string {
  return join(stateHome(at), 'gated', `${pid}-${start.replaceAll(/[^0-9A-Za-z]/gu, '_')}`);
}

/**
 * The nearest process above that is no shell: a person's own shell lies further up. Undefined where
 * a person started the hook: in a shell that leads the session of a terminal, as only what holds the
 * terminal starts it. A tool starts its hooks without one.
 */
function toolAbove(from: number): number | undefined {
  let pid = from;
  for (let i = 0; i < MOST_GENERATIONS && pid > 1; i++) {
    const stat = read(`/proc/${pid}/stat`);
    if (stat === '') return undefined;
    const [, parent, , session, terminal] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (!BETWEEN.has(nameOf(stat))) return pid;
    if (Number(session) === pid && Number(terminal) !== 0) return undefined;
    pid = Number(parent ?? 0);
  }
  return undefined;
}

function nameOf(stat: string): string {
  return stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
}

/** `tmux: server` and `gnome-terminal-` (names are cut at 15 characters) are meant, too. */
function isHost(name: string): boolean {
  const plain = name.replace(/[: ].*$/u, '').replace(/-(?:server|client)?$/u, '');
  return HOSTS.test(name) || HOSTS.test(plain);
}

/** The file that a process runs, where it may be seen; else the name that it has. */
function programOf(pid: number): string {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/u, '');
  } catch {
    return read(`/proc/${pid}/comm`).trim();
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
