import type { Harness } from '../harness.ts';
import { cell, place, SHARED_SKILLS, skillsIn } from './places.ts';

export const cursor: Harness = {
  id: 'cursor',
  title: 'Cursor',
  aliases: [],
  signs: ['.cursor', '.cursorrules'],
  rules: cell(place('.cursor/rules/{name}.mdc', 'front_matter', { head: ['cursor_manual'] })),
  agents: cell(
    place('.cursor/agents/{name}.md', 'front_matter', { head: ['name', 'description'] }),
  ),
  commands: cell(place('.cursor/commands/{name}.md', 'markdown')),
  skills: cell(SHARED_SKILLS, skillsIn('.cursor/skills')),
  mcp: cell(place('.cursor/mcp.json', 'json')),
  legacy: [],
  toolGrants: undefined,
};
