import { toLower } from '@gait/canon';

/** True for the same digest; hex digits may be in either case. */
export function sameHex(left: string, right: string): boolean {
  return left === right || toLower(left) === toLower(right);
}
