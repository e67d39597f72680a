import { toLower, trimSpace } from '@gait/canon';

/** True for the capture mode that keeps digests only. */
export function isReferenceMode(captureMode: string): boolean {
  return toLower(trimSpace(captureMode)) === 'reference';
}
