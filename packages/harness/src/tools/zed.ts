import type { Harness } from '../harness.ts';
import { AGENTS_FILE, cell, NONE, place, SHARED_SKILLS } from './places.ts';

export const zed: Harness = {
  id: 'zed',
  title: 'Zed',
  aliases: [],
  signs: ['.zed', '.rules'],
  rules: cell(place('.rules', 'markdown'), AGENTS_FILE),
  agents: NONE,
  commands: NONE,
  skills: cell(SHARED_SKILLS),
  mcp: cell(place('.zed/settings.json', 'json')),
  legacy: [],
  toolGrants: false,
};
