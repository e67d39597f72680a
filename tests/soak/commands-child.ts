/**
 * Runs a share of the cases about commands in a process of its own, so that a reader that hangs is
 * a finding. Arguments: `texts` or `wrapped`, number of cases, seed. Prints the counts as JSON.
 */
import { fuzzCommands } from './commands/fuzz-commands.ts';
import { print } from './print.ts';

const [question, cases, seed] = process.argv.slice(2);
if (question !== 'texts' && question !== 'wrapped') throw new Error(`no question ${question}`);
print(JSON.stringify(fuzzCommands(question, Number(cases), Number(seed))));
