import type { Harness } from '../harness.ts';
import { cell, place, skillsIn } from './places.ts';

export const junie: Harness = {
  id: 'junie',
  title: 'Junie',
  aliases: ['jetbrains'],
  signs: ['.junie'],
  rules: cell(place('.junie/AGENTS.md', 'markdown')),
  agents: cell(
    place('.junie/agents/{name}.md', 'front_matter', {
      head: ['name', 'description'],
      open: 'the form of a file in the folder',
    }),
  ),
  commands: cell(
    place('.junie/commands/{name}.md', 'front_matter', {
      head: ['description'],
      open: 'the form of a file in the folder',
    }),
  ),
  skills: cell(skillsIn('.junie/skills')),
  mcp: cell(place('.junie/mcp/mcp.json', 'json')),
  legacy: [
    {
      kind: 'rules',
      path: '.junie/guidelines.md',
      format: 'markdown',
      read: true,
      becomes: '.junie/AGENTS.md',
    },
  ],
  toolGrants: undefined,
};
