import { join } from 'node:path';
import type { BunPlugin } from 'bun';
import { readText, ROOT } from './source-files.ts';

const LIBRARY = 'node_modules/js-yaml/dist/js-yaml.mjs';
/** A declaration at the left margin: to the `;` of its line, or of the next line at the margin. */
const VARIABLE = /^var ([\w$]+) = (.*(?:[^;]$(?:\n.*)*?\n\S.*)?);$/gmu;
const READS_EVENTS = join(ROOT, 'packages/gate/');

/**
 * Gives the gate a js-yaml without what it does not use. The library builds its schemas and the
 * patterns of its writer when it is loaded, and nothing in it says that a bundler may leave them
 * out: that takes 0.7 ms of a process that decides one call.
 */
export function leanYaml(): BunPlugin {
  return {
    name: 'lean yaml',
    setup(build) {
      build.onResolve({ filter: /^js-yaml$/ }, ({ importer }) =>
        importer.startsWith(READS_EVENTS) ? { path: LIBRARY, namespace: 'lean' } : undefined,
      );
      build.onLoad({ filter: /./, namespace: 'lean' }, () => ({
        contents: withoutEffects(readText(LIBRARY)),
        loader: 'js',
      }));
    },
  };
}

/** Makes every variable of the module by a call that a bundler leaves out with the variable. */
function withoutEffects(module: string): string {
  let marked = 0;
  const text = module.replaceAll(VARIABLE, (_, name: string, value: string) => {
    marked++;
    return `var ${name} = /* @__PURE__ */ (() => (${value}))();`;
  });
  if (marked < 100) throw new Error(`js-yaml is not written as it was: ${marked} variables`);
  return text;
}
