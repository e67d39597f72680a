import { readFramework } from '../graph/read-framework.ts';
import type { Finding } from '../findings/finding.ts';
import type { MemoryFile } from '../tree/memory-tree.ts';
import { validateFramework, type ValidationReport } from '../validate/validate-framework.ts';
import { agentText, lampTree } from './lamp-framework.ts';

/** Files below `.krci-ai` that replace or extend the small framework. */
export type Files = Readonly<Record<string, MemoryFile | undefined>>;

export function validateLamp(files: Files): ValidationReport {
  return validateFramework(readFramework(lampTree(files)));
}

/** `code file:line:column`, the file below `.krci-ai`. */
export function showFinding({ code, file, line, column }: Finding): string {
  return `${code} ${file.replace('.krci-ai/', '')}:${line}:${column}`;
}

/** Findings of a tree, without the remark about unused dependencies. */
export function foundIn(files: Files): string[] {
  return validateLamp(files)
    .findings.filter(({ code }) => code !== 'dependency_unused')
    .map(showFinding);
}

/** The agent with one line of its identity written differently. */
export function withIdentity(line: string): string {
  const [name = ''] = line.split(':');
  return agentText().replace(new RegExp(`^ {4}${name}: .*$`, 'm'), `    ${line}`);
}
