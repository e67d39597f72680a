import type { Harness } from '../harness.ts';
import { cell, place, SHARED_SKILLS, skillsIn } from './places.ts';

export const cline: Harness = {
  id: 'cline',
  title: 'Cline',
  aliases: [],
  signs: ['.cline', '.clinerules'],
  rules: cell(place('.clinerules/{name}.md', 'markdown')),
  // A text with a head, whatever the end of its name says: files that end in .md are not looked at.
  agents: cell(
    place('.cline/agents/{name}.yaml', 'front_matter', { head: ['name', 'description'] }),
  ),
  commands: cell(place('.clinerules/workflows/{name}.md', 'markdown')),
  skills: cell(skillsIn('.cline/skills'), SHARED_SKILLS),
  mcp: { places: [], open: 'where a repository configures MCP servers' },
  legacy: [],
  toolGrants: true,
};
