import { isCodedError } from '@gait/canon';

/** Code of the error a function throws; `'none'` when it returns. */
export function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return isCodedError(error) ? error.code : String(error);
  }
}
