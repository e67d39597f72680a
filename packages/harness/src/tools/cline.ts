import type { Harness } from '../harness.ts';
import { cell, place, skillsIn } from './places.ts';

export const cline: Harness = {
  id: 'cline',
  title: 'Cline',
  aliases: [],
  signs: ['.cline', '.clinerules'],
  rules: cell(place('.clinerules/{name}.md', 'markdown')),
  agents: cell(
    place('.cline/agents/{name}.md', 'front_matter', {
      head: ['name', 'description'],
      open: 'the form of a file in the folder',
    }),
  ),
  commands: cell(place('.clinerules/workflows/{name}.md', 'markdown')),
  skills: cell(skillsIn('.cline/skills')),
  mcp: { places: [], open: 'where a repository configures MCP servers' },
  legacy: [],
  toolGrants: undefined,
};
