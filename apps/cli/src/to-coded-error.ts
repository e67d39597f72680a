import { CodedError, isCodedError, type ErrorCode } from '@gait/canon';

/** System errors that a person can act on, and how this product calls them. */
const SYSTEM_CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'file_missing',
  EISDIR: 'file_not_regular',
  ENOTDIR: 'file_missing',
  EEXIST: 'file_exists',
  EACCES: 'file_permission',
  EPERM: 'file_permission',
  EROFS: 'file_permission',
  ENOSPC: 'file_write',
  EDQUOT: 'file_write',
  EFBIG: 'file_write',
  EIO: 'file_read',
};

/**
 * Any thrown value as an error of this product. What nobody foresaw becomes
 * `internal_failure`; its stack is shown only with GAIT_DEBUG, because stacks carry paths
 * and values that do not belong into logs.
 */
export function toCodedError(
  error: unknown,
  env: Readonly<Record<string, string | undefined>>,
): CodedError {
  if (isCodedError(error)) return error;
  if (!(error instanceof Error))
    return new CodedError('internal_failure', `unexpected failure: ${String(error)}`);
  const system = error as Error & { readonly code?: unknown; readonly path?: unknown };
  const code = typeof system.code === 'string' ? SYSTEM_CODES[system.code] : undefined;
  if (code !== undefined) {
    return new CodedError(code, error.message, {
      cause: error,
      ...(typeof system.path === 'string' ? { where: { file: system.path } } : {}),
    });
  }
  const debug = (env['GAIT_DEBUG'] ?? '') !== '';
  return new CodedError(
    'internal_failure',
    debug ? (error.stack ?? error.message) : `unexpected failure: ${error.message}`,
    {
      cause: error,
      hint: 'this is a defect: run again with GAIT_DEBUG=1 and report what it prints',
    },
  );
}
