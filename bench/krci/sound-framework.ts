import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Finding {
  readonly severity: string;
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Copies an installed framework and repairs it as its owner would before it can be a source: moved
 * links by `validate --fix`, the others become their words, and comments that speak to the model go.
 *
 * @param krci our executable
 * @param from folder with a `.krci-ai`
 */
export function makeSoundFramework(krci: string, from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  cpSync(join(from, '.krci-ai'), join(to, '.krci-ai'), { recursive: true });
  findingsOf(krci, to, ['validate', '--fix']);
  for (const finding of errorsOf(findingsOf(krci, to, ['validate'])))
    editFrom(to, finding, (rest) => rest.replace(/^\[([^\]\n]*)\]\([^)\n]*\)/u, '$1'));
  for (const finding of errorsOf(findingsOf(krci, to, ['scan'])))
    editFrom(to, finding, (rest) => rest.replace(/^<!--[\s\S]*?-->/u, ''));
}

/** The last ones first: what stands before them keeps its place. */
function errorsOf(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .filter(({ severity }) => severity === 'error')
    .toSorted((a, b) => b.line - a.line || b.column - a.column);
}

function findingsOf(krci: string, cwd: string, words: readonly string[]): readonly Finding[] {
  const { stdout } = Bun.spawnSync([krci, ...words, '--json'], { cwd });
  return (JSON.parse(stdout.toString()) as { readonly findings: readonly Finding[] }).findings;
}

function editFrom(
  root: string,
  { file, line, column, code }: Finding,
  edit: (rest: string) => string,
): void {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n').slice(0, line - 1);
  const at = lines.reduce((sum, before) => sum + before.length + 1, column - 1);
  const rest = text.slice(at);
  const edited = edit(rest);
  if (edited === rest) throw new Error(`${file}:${line}:${column} ${code} is not repaired`);
  writeFileSync(path, text.slice(0, at) + edited);
}
