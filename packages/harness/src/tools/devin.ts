import type { Harness } from '../harness.ts';
import { AGENTS_FILE, cell, NONE, place, skillsIn } from './places.ts';

/** Windsurf until July 2026. */
export const devin: Harness = {
  id: 'devin',
  title: 'Devin Desktop',
  aliases: ['windsurf', 'devin-desktop'],
  signs: ['.devin', '.windsurf', '.windsurfrules'],
  rules: cell(
    place('.devin/rules/{name}.md', 'front_matter', {
      head: ['trigger_manual', 'description'],
      maxChars: 12_000,
      open: 'the head: only `globs` as a list is published',
    }),
    AGENTS_FILE,
  ),
  agents: cell(
    place('.devin/agents/{name}/AGENT.md', 'front_matter', {
      head: ['name', 'description'],
      open: 'the fields of the head',
    }),
  ),
  commands: NONE,
  skills: cell(skillsIn('.devin/skills')),
  mcp: cell(place('.devin/mcp_config.json', 'json')),
  legacy: [
    {
      kind: 'rules',
      path: '.windsurf/rules/{name}.md',
      format: 'front_matter',
      head: ['trigger_manual', 'description'],
      maxChars: 12_000,
      read: true,
      becomes: '.devin/rules/{name}.md',
    },
  ],
  formerFiles: [{ path: '.windsurfrules', instead: 'AGENTS.md, or a file in .devin/rules' }],
  toolGrants: undefined,
};
