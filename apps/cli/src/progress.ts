import type { Io } from './context.ts';
import { showControls } from './paint.ts';

const FIRST_AFTER_MS = 1000;
const AGAIN_AFTER_MS = 100;

/**
 * Reports how far a piece of work is, on standard error, when it takes longer than a second and
 * a person is watching.
 */
export interface Progress {
  readonly report: (label: string, done?: number, total?: number) => void;
  /** Removes the line. */
  readonly clear: () => void;
}

/** @param nowMs a clock in milliseconds */
export function createProgress(io: Io, nowMs: () => number): Progress {
  const started = nowMs();
  let lastShown = 0;
  let watched: boolean | undefined;
  let shown = false;
  return {
    report(label, done, total) {
      const now = nowMs();
      if (now - started < FIRST_AFTER_MS || now - lastShown < AGAIN_AFTER_MS) return;
      watched ??= io.errIsTerminal();
      lastShown = now;
      if (!watched) return;
      shown = true;
      io.err(`\r\u001b[2K${showControls(label)}${showAmount(done, total)}`);
    },
    clear() {
      if (shown) io.err('\r\u001b[2K');
      shown = false;
    },
  };
}

function showAmount(done: number | undefined, total: number | undefined): string {
  if (done === undefined) return ' …';
  if (total === undefined || total <= 0) return ` ${done}`;
  return ` ${Math.min(100, Math.floor((100 * done) / total))}%`;
}
