import { isCodedError } from '@gait/canon';

/** The code that some work fails with; `none` when it does not. */
export function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return isCodedError(error) ? error.code : String(error);
  }
}
