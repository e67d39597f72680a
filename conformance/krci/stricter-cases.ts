/** The cases in which this product is better than the reference, and why. */
export const BETTER: Readonly<Record<string, string>> = {
  'ins-bad-ide': 'a tool that nobody knows is refused',
  'tok-bundle': 'a bundle is counted where it was written',
  'unb-trav-mid': 'a path that leads out of the project is refused',
  'val-no-agent-key': 'a file in the folder of agents that is no agent is an error',
  'val-orphans': 'files that no agent reaches are warnings',
  'val-schema-missing': 'the schema is applied',
  'val-self-cycle': 'a circle of tasks is a warning',
  'val-subdir': 'the project is found from its subfolders',
  'val-trav-data': 'a reference that leads out of its folder is refused',
};
