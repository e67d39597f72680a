import { judgePath } from '../bundle/judge-path.ts';

/** Why a path may not be installed to on some system; undefined where it may on every one. */
export function plainPathFault(path: string): string | undefined {
  return judgePath(path, { allow: 'any' })?.why;
}
