import { closeSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import { startedFile, warmPlace } from './warm-place.ts';

/** What the warm gate needs of its own; of the rest each call brings that of its tool. */
const OWN_VARIABLES = ['HOME', 'XDG_STATE_HOME', 'PATH', 'TMPDIR', 'LANG'];

/** So long nobody starts a second one: a tool may ask about many calls at once. */
const STARTS_WITHIN_MS = 3000;

/**
 * Starts the gate that stays and answers the next calls of this user: there is none, or the one that
 * is there did not answer, and is replaced. It is a session of its own and holds nothing of the
 * tool's, neither its streams nor its folder, and does not end with it. That it does not start is no
 * fault: the next call starts it again.
 */
export function startWarmGate(context: Context): void {
  const place = warmPlace(context);
  if (place === undefined || !claimStart(startedFile(place))) return;
  const given = OWN_VARIABLES.map((name) => [name, context.env[name]] as const);
  const env = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  try {
    const { spawn } = process.getBuiltinModule('node:child_process');
    const child = spawn(context.executable, ['hooks', 'warm'], {
      cwd: '/',
      env: env as NodeJS.ProcessEnv,
      stdio: 'ignore',
      detached: true,
    });
    child.on('error', () => undefined);
    child.unref();
  } catch {
    // Slower, not less safe.
  }
}

/** True for one of those that want to start it within a moment. */
function claimStart(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const before = statSync(file, { throwIfNoEntry: false });
    if (before !== undefined) {
      if (Date.now() - before.mtimeMs < STARTS_WITHIN_MS) return false;
      rmSync(file, { force: true });
    }
    closeSync(openSync(file, 'wx', 0o600));
    return true;
  } catch {
    return false;
  }
}
