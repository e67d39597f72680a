/**
 * Replaces committed vectors by those of a folder:
 *
 *   bun conformance/refresh.ts FOLDER          of gait
 *   bun conformance/refresh.ts --krci FOLDER   of krci-ai
 */
import { KRCI_VECTORS } from './krci/krci-case.ts';
import { replaceVectors } from './replace-vectors.ts';
import { VECTORS } from './vector-case.ts';

const words = process.argv.slice(2);
const folder = words.find((word) => word !== '--krci');
const count = replaceVectors(folder, words.includes('--krci') ? KRCI_VECTORS : VECTORS);
console.log(`copied ${count} files; run the conformance tests and read the differences`);
