import type { JsonAnswer } from '../command.ts';
import type { Paint } from '../paint.ts';
import type { ChangedTool } from './change-hooks.ts';
import { closedText } from './hook-state.ts';

/** What was done to a tool's settings, as JSON. */
export function changedAnswer({ row, places }: ChangedTool): JsonAnswer {
  return {
    harness: row.id,
    title: row.title,
    confirmed: row.support === 'driven',
    files: places.map(({ path, action, notes }) => ({ path, action, notes })),
    fail_closed: closedText(row),
    trust: row.trust,
    gaps: row.gaps,
  };
}

/** The same for a person. */
export function changedText(
  paint: Paint,
  { row, places }: ChangedTool,
  install: boolean,
): readonly string[] {
  const unconfirmed = row.support === 'driven' ? '' : paint.dim(' (as published; never run here)');
  const lines = places.map(
    ({ path, action, notes }) =>
      `  ${action}  ${path}${notes.length === 0 ? '' : `  (${notes.join(', ').replaceAll('_', ' ')})`}`,
  );
  if (!install) return [`${row.title}${unconfirmed}`, ...lines];
  return [
    `${row.title}${unconfirmed}`,
    ...lines,
    ...paint.prose(`  when the hook fails: ${closedText(row)}`),
    ...paint.prose(`  trust: ${row.trust}`),
    ...row.gaps.flatMap((gap) => paint.prose(`  not covered: ${gap}`)),
  ];
}
