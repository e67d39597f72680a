/** Where the decision document of a trace file stands when nobody says otherwise. */
export function documentBeside(path: string): string {
  return path.replace(/(?:\.json)?$/u, '.decision.json');
}

/** Where its outcome statement stands. */
export function outcomeBeside(path: string): string {
  return path.replace(/(?:\.json)?$/u, '.outcome.json');
}
