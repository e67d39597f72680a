import type { Harness } from '../harness.ts';
import { cell, place, skillsIn } from './places.ts';

export const goose: Harness = {
  id: 'goose',
  title: 'Goose',
  aliases: ['block-goose'],
  signs: ['.goose', '.goosehints'],
  rules: cell(place('.goosehints', 'markdown')),
  agents: cell(
    place('.goose/agents/{name}.md', 'front_matter', {
      head: ['name', 'description'],
      open: 'the form of a file in the folder',
    }),
  ),
  commands: cell(
    place('.goose/recipes/{name}.yaml', 'yaml', {
      head: ['recipe_version', 'title', 'description'],
      body: 'prompt',
      // Its templates: {{ parameter }}, {% include %}.
      expands: /\{[{%#]/u,
    }),
  ),
  skills: cell(skillsIn('.goose/skills')),
  mcp: { places: [], open: 'where a repository configures MCP servers' },
  legacy: [],
  toolGrants: undefined,
};
