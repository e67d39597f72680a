import { addExecute, addService, type Call } from '../draft.ts';

const PUBLISHES =
  /(?:^|:)(?:deploy|publish\w*|release:perform|uploadArchives|nexus-staging:\w+|jib|dockerPush)$/i;
const RUNS = /^exec:exec|^org\.codehaus\.mojo:exec-maven-plugin|^groovy:execute|^antrun:run/;

/** Goals and tasks of the builds of Java: a few of them leave the machine, or run anything. */
export function readGoals({ draft, words }: Call): void {
  for (const { value } of words.operands) {
    if (value === undefined || value.startsWith('@') || RUNS.test(value.slice(0, 200)))
      addExecute(draft);
    else if (PUBLISHES.test(value.slice(-200))) addService(draft, 'write', 'maven', '', 'publish');
  }
}
