import { writeSync } from 'node:fs';
import { checkNeverLaxer } from './check-never-laxer.ts';

/** Checks some generated policies of one seed and prints what was found as JSON. */
const [policies, seed] = process.argv.slice(2).map(Number);
writeSync(1, JSON.stringify(checkNeverLaxer({ policies: policies ?? 0, seed: seed ?? 0 })));
