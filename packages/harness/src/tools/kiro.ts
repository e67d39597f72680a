import type { Harness } from '../harness.ts';
import { cell, place, skillsIn } from './places.ts';

export const kiro: Harness = {
  id: 'kiro',
  title: 'Kiro',
  aliases: [],
  signs: ['.kiro'],
  rules: cell(place('.kiro/steering/{name}.md', 'front_matter')),
  agents: cell(
    place('.kiro/agents/{name}.md', 'front_matter', {
      head: ['name', 'description'],
      open: 'the fields of the head',
    }),
  ),
  commands: cell(
    place('.kiro/prompts/{name}.md', 'markdown', { open: 'the form of a file in the folder' }),
  ),
  skills: cell(skillsIn('.kiro/skills')),
  mcp: cell(place('.kiro/settings/mcp.json', 'json')),
  legacy: [],
  toolGrants: undefined,
};
