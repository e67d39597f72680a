import { CodedError } from '@gait/canon';

/** What is wrong with a command line. Loaded only when something is. */
export function usageFault(
  code: 'arguments_invalid' | 'command_unknown',
  message: string,
  hint: string,
): CodedError {
  return new CodedError(code, message, { hint });
}
