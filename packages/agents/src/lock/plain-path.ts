import { judgePath } from '../bundle/judge-path.ts';
import { FRAMEWORK } from '../tree/file-tree.ts';

/** Why a path may not be installed to on some system; undefined where it may on every one. */
export function plainPathFault(path: string): string | undefined {
  return judgePath(path, { allow: 'any' })?.why;
}

/** A name that no system reads otherwise, and that is too long for none in a folder of usual depth. */
const SIMPLE = /^[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*$/;
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const SHORT = 200;

/**
 * As `plainPathFault`, for thousands of paths: what was found good in a folder is not asked again.
 * The answers are the same.
 */
export function pathJudge(): (path: string) => string | undefined {
  const good = new Set<string>();
  return (path) => {
    const end = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(0, end));
    const name = path.slice(end + 1);
    const isSimple = path.length < SHORT && SIMPLE.test(name) && !DEVICE.test(name);
    if (isSimple && good.has(folder)) return undefined;
    const fault = plainPathFault(path);
    // In the framework's own folder single names are kept for the product.
    if (fault === undefined && folder !== '' && folder !== FRAMEWORK) good.add(folder);
    return fault;
  };
}
