import { SCOPE } from '../scope.ts';
import { listCode, listFiles, readText } from '../source-files.ts';
import type { Check } from './check.ts';
import { importsOf } from './import-directions.ts';

/** Every workspace package is named under the one scope, and imports use that name. */
export const scopeNames: Check = {
  name: 'package scope',
  findProblems() {
    const manifests = listFiles().filter((file) =>
      /^(?:packages|apps)\/[^/]+\/package\.json$/.test(file),
    );
    const names = new Map(
      manifests.map((file) => [
        file,
        (JSON.parse(readText(file)) as { readonly name: string }).name,
      ]),
    );
    const problems = manifests
      .filter((file) => names.get(file) !== `${SCOPE}/${file.split('/')[1]}`)
      .map((file) => `${file}: is named ${names.get(file)}, not ${SCOPE}/${file.split('/')[1]}`);
    const known = new Set(names.values());
    for (const file of listCode()) {
      for (const name of importsOf(readText(file))) {
        if (name.startsWith(`${SCOPE}/`) && !known.has(name)) {
          problems.push(`${file}: imports ${name}, which is no package here`);
        }
      }
    }
    return problems;
  },
};
