import { isCodedError } from '@gait/canon';

/** The code an action refuses with; for tests. Anything but a coded error fails the test. */
export function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

/** `codeOf` for asynchronous actions. */
export async function codeOfAsync(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

/** The message a promise is rejected with, for failures that are not ours. */
export async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
}
