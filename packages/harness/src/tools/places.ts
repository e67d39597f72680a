import type { FileFormat, FilePlace, PlaceCell } from '../harness.ts';

type More = Omit<FilePlace, 'path' | 'format'>;

/** A place, confirmed unless `open` says what is not. */
export function place(path: string, format: FileFormat, more: More = {}): FilePlace {
  return { path, format, ...more };
}

/** Skills of the standard in a folder. */
export function skillsIn(folder: string): FilePlace {
  return place(`${folder}/{name}/SKILL.md`, 'front_matter', { head: ['name', 'description'] });
}

/** The folder of skills on which the tools agree. */
export const SHARED_SKILLS: FilePlace = skillsIn('.agents/skills');

/** `AGENTS.md`, which many tools read. */
export const AGENTS_FILE: FilePlace = place('AGENTS.md', 'markdown');

export function cell(...places: readonly FilePlace[]): PlaceCell {
  return { places };
}

/** The tool has no such thing. */
export const NONE: PlaceCell = { places: [] };

/** Markdown commands in which the tool runs !`...`, reads @file, and puts in $ARGUMENTS and $1. */
export const MARKDOWN_EXPANDS =
  /[!@$](?:(?<=!)`|(?<=(?:^|[^\w`])@)[\w./~]|(?<=\$)(?:ARGUMENTS|\{?\d))/mu;
