/**
 * A process of the tests: asks for writes in a session whose journal others use too, and says
 * each verdict on standard output.
 *
 * Arguments: journal, rules as JSON, name, number of calls.
 */
import { writeSync } from 'node:fs';
import { openWorld, writes } from './session-world.ts';

const [journal = '', rules = '[]', name = '', count = '1'] = process.argv.slice(2);
const world = openWorld(JSON.parse(rules) as Record<string, unknown>[], journal);
for (let i = 0; i < Number(count); i++) {
  const { verdict, sequence } = await world.ask(writes(`/tmp/${name}/${i}`));
  writeSync(1, `${sequence} ${verdict}\n`);
}
