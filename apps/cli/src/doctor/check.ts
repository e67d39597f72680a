/** How a check went. */
export type CheckStatus = 'pass' | 'warn' | 'fail';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly status: CheckStatus;
  readonly message: string;
  /** A command that repairs it, ready to be pasted into a POSIX shell. */
  readonly fix?: string;
  /** No command of this machine's user can repair it. */
  readonly nonFixable?: boolean;
  /** Asked for by `--production-readiness`. Default `universal`. */
  readonly scope?: 'production_readiness';
}

/** A check that found nothing wrong. */
export function pass(name: string, message: string): Check {
  return { name, status: 'pass', message };
}

/** A check that found something to look at. */
export function warn(name: string, message: string, fix?: string): Check {
  return { name, status: 'warn', message, ...(fix === undefined ? {} : { fix }) };
}

/** A check that found something broken. */
export function fail(name: string, message: string, fix?: string): Check {
  return { name, status: 'fail', message, ...(fix === undefined ? {} : { fix }) };
}

/** A path as one word of a POSIX shell, whatever characters it has. */
export function shellQuote(text: string): string {
  return /^[\w./@:+=,-]+$/u.test(text) && !text.startsWith('-')
    ? text
    : `'${text.replaceAll("'", "'\\''")}'`;
}
