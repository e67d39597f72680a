import { fail, pass, warn, type Check } from './check.ts';

/** No clock that is right shows an earlier time: this version did not exist. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
const TOLERANCE_MS = 5 * 60_000;

const SET_CLOCK: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'sudo timedatectl set-ntp true',
  darwin: 'sudo sntp -sS time.apple.com',
  win32: 'w32tm /resync',
};

/** What the clock is compared with, all in milliseconds since 1970. */
export interface ClockEvidence {
  readonly nowMs: number;
  /** Time that the file system gave to a file written just now. */
  readonly fileTimeMs: number | undefined;
  /** Newest file of the output folder. */
  readonly newestMs: number | undefined;
  readonly platform: NodeJS.Platform;
}

/** Signed times are only as good as this clock; nothing here asks another machine. */
export function checkClock(evidence: ClockEvidence): Check {
  const { nowMs, fileTimeMs, newestMs } = evidence;
  const fix = SET_CLOCK[evidence.platform];
  if (nowMs < EARLIEST_MS || nowMs > LATEST_MS) {
    return fail('clock', `the clock shows ${iso(nowMs)}, which cannot be`, fix);
  }
  if (newestMs !== undefined && newestMs - nowMs > TOLERANCE_MS) {
    return fail(
      'clock',
      `the clock shows ${iso(nowMs)}, but an artifact here is from ${iso(newestMs)}`,
      fix,
    );
  }
  if (fileTimeMs !== undefined && Math.abs(fileTimeMs - nowMs) > TOLERANCE_MS) {
    return warn(
      'clock',
      `the file system's clock is ${Math.round((fileTimeMs - nowMs) / 1000)} s away from this machine's`,
      fix,
    );
  }
  return pass('clock', `the clock shows ${iso(nowMs)}`);
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
