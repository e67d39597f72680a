import type { Harness } from '../harness.ts';
import { cell, place, SHARED_SKILLS, skillsIn } from './places.ts';

export const gemini: Harness = {
  id: 'gemini',
  title: 'Gemini CLI',
  aliases: ['gemini-cli'],
  signs: ['.gemini', 'GEMINI.md'],
  rules: cell(place('GEMINI.md', 'markdown')),
  agents: cell(
    place('.gemini/agents/{name}.md', 'front_matter', {
      head: ['name', 'description'],
      consent: 'a person acknowledges each new or changed agent',
    }),
  ),
  commands: cell(
    place('.gemini/commands/{name}.toml', 'toml', {
      head: ['description'],
      body: 'prompt',
      input: '{{args}}',
      expands: /[!@]\{|\{\{args\}\}/u,
    }),
  ),
  // Where both folders hold a skill of one name, the shared one wins.
  skills: cell(SHARED_SKILLS, skillsIn('.gemini/skills')),
  mcp: cell(place('.gemini/settings.json', 'json')),
  legacy: [],
  toolGrants: true,
};
