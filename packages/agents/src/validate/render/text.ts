import type { Finding } from '../../findings/finding.ts';
import type { Counts } from '../count-references.ts';

/** How parts of a line are set apart; a terminal gives colours. */
export interface TextStyle {
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly prose: (text: string) => readonly string[];
}

/** Findings for a person: place, severity and code, message, repair. */
export function findingsText(
  findings: readonly Finding<string>[],
  style: TextStyle,
): readonly string[] {
  const colours = { error: style.bad, warning: style.warn, note: style.dim };
  return findings.flatMap(({ code, severity, file, line, column, agents, message, hint }) => [
    `${file}:${line}:${column}  ${colours[severity](`${severity} ${code}`)}${agentsText(agents)}`,
    ...style.prose(`  ${message}`),
    ...style.prose(`  repair: ${hint}`),
  ]);
}

/** `2 errors, 1 warning` and what there is. */
export function countsText(counts: Counts): readonly [found: string, overview: string] {
  const { errors, warnings, notes, agents, tasks, templates, data, skills, references } = counts;
  return [
    `${count(errors, 'error')}, ${count(warnings, 'warning')}, ${count(notes, 'note')}`,
    [
      count(agents, 'agent'),
      count(tasks, 'task'),
      count(templates, 'template'),
      count(data, 'data file'),
      count(skills, 'skill'),
      `${count(references, 'reference')} checked`,
    ].join(', '),
  ];
}

function agentsText(agents: readonly string[]): string {
  if (agents.length === 0) return '';
  const shown = agents.slice(0, 3).join(', ');
  return agents.length > 3 ? `  (${shown} and ${agents.length - 3} more)` : `  (${shown})`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
