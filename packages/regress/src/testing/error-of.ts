import { isCodedError, type CodedError } from '@gait/canon';

/** The coded error of an action; anything else fails the test. */
export async function errorOf(action: () => unknown): Promise<CodedError> {
  try {
    await action();
  } catch (error) {
    if (isCodedError(error)) return error;
    throw error;
  }
  throw new Error('the action did not fail');
}
