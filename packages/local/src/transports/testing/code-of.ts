import { isCodedError } from '@gait/canon';

/** The code that some work fails with; `none` when it does not. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'none',
    (error: unknown) => (isCodedError(error) ? error.code : String(error)),
  );
}
