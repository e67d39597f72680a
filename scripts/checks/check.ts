/** One check of the workspace: a name, and what it finds wrong (nothing when all is well). */
export interface Check {
  readonly name: string;
  readonly findProblems: () => Promise<readonly string[]> | readonly string[];
}
